package dev.caravan.source.netsuite;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One account, in its two spellings, and where its services answer.
 *
 * @param realm upper case with underscore, as signatures have it: {@code 1234567_SB1}
 * @param base scheme and host, without a slash at the end
 */
public record NetSuiteAccount(String realm, String base) {
  private static final String DOMAIN = ".netsuite.com";
  // The id becomes part of a host name: nothing else may get in by it.
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)?");

  /**
   * @param id in either spelling
   * @param baseUrl where the services answer, for accounts that are elsewhere; blank for the usual host
   * @throws CaravanException NETSUITE_ACCOUNT when the id is none, or the base URL no address or that of another account
   */
  public static NetSuiteAccount of(String id, String baseUrl) {
    String spelled = id == null ? "" : id.strip();
    if (!ID.matcher(spelled).matches()) {
      throw new CaravanException(
          Problem.of(ErrorCode.NETSUITE_ACCOUNT, null, "This is no account id").required("letters and digits, such as 1234567 or 1234567_SB1", "'" + spelled + "'"));
    }
    String realm = spelled.toUpperCase(Locale.ROOT).replace('-', '_');
    if (baseUrl == null || baseUrl.isBlank()) {
      return new NetSuiteAccount(realm, "https://" + spelled.toLowerCase(Locale.ROOT).replace('_', '-') + ".suitetalk.api" + DOMAIN);
    }
    NetSuiteAccount account = new NetSuiteAccount(realm, base(baseUrl.strip()));
    account.requireSameAccount();
    return account;
  }

  private void requireSameAccount() {
    String host = URI.create(base).getHost().toLowerCase(Locale.ROOT);
    String label = realm.toLowerCase(Locale.ROOT).replace('_', '-');
    if (host.endsWith(DOMAIN) && !host.startsWith(label + ".")) {
      throw new CaravanException(
          Problem.of(ErrorCode.NETSUITE_ACCOUNT, null, "Account and base URL name different accounts: each call would be refused as a wrong login")
              .required(label + " at the beginning of the host", host)
              .next("Take the account id and the SuiteTalk URL from Setup > Company > Company Information; without a base URL the host follows from the account."));
    }
  }

  private static String base(String text) {
    try {
      URI uri = URI.create(text);
      boolean plain = uri.getHost() != null && uri.getRawQuery() == null && uri.getRawUserInfo() == null && ("/".equals(uri.getPath()) || uri.getPath().isEmpty());
      if (plain && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
      }
    } catch (IllegalArgumentException e) {
      // Told below, with what would be right.
    }
    throw new CaravanException(
        Problem.of(ErrorCode.NETSUITE_ACCOUNT, null, "The base URL cannot be used").required("https://host or http://host:port", "'" + text + "'"));
  }

  public String address(String path) {
    return base + path;
  }
}
