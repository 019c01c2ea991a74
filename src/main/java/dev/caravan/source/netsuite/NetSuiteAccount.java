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
  // The id becomes part of a host name: nothing else may get in by it.
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)?");

  /**
   * @param id in either spelling
   * @param baseUrl where the services answer, for accounts that are elsewhere; blank for the usual host
   * @throws CaravanException NETSUITE_ACCOUNT
   */
  public static NetSuiteAccount of(String id, String baseUrl) {
    String spelled = id == null ? "" : id.strip();
    if (!ID.matcher(spelled).matches()) {
      throw new CaravanException(
          Problem.of(ErrorCode.NETSUITE_ACCOUNT, null, "This is no account id").required("letters and digits, such as 1234567 or 1234567_SB1", "'" + spelled + "'"));
    }
    String realm = spelled.toUpperCase(Locale.ROOT).replace('-', '_');
    if (baseUrl == null || baseUrl.isBlank()) {
      return new NetSuiteAccount(realm, "https://" + spelled.toLowerCase(Locale.ROOT).replace('_', '-') + ".suitetalk.api.netsuite.com");
    }
    return new NetSuiteAccount(realm, base(baseUrl.strip()));
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
