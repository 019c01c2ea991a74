package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.OutsideCalls;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.netsuite.NetSuiteConfig;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which account is meant, as the parameters of the NetSuite Kamelets say it. */
final class NetSuiteOptions {
  @Option(names = "--account", paramLabel = "ID", description = "Account id (default: the property netsuite.account).")
  private String account;

  @Option(names = "--base-url", paramLabel = "URL", description = "Where the services answer (default: the property netsuite.base-url, else the account's usual host).")
  private String baseUrl;

  @Option(names = "--login", paramLabel = "WAY", description = "oauth2 or tba (default: the property netsuite.login, else oauth2).")
  private String login;

  @Option(names = "--algorithm", paramLabel = "NAME", description = "How oauth2 is signed: PS256, ES256 and so on (default: the property netsuite.algorithm, else PS256).")
  private String algorithm;

  @Option(names = "--credentials", paramLabel = "NAME", description = "What the names of the secrets begin with (default: the property netsuite.credentials, else netsuite).")
  private String credentials;

  @Option(names = "--concurrency", paramLabel = "N", description = "Calls the account takes at once (default: the property netsuite.concurrency, else 5).")
  private String concurrency;

  NetSuiteConfig of(CaravanConfig config) {
    Map<String, String> properties = config.camel();
    String id = account == null ? properties.get("netsuite.account") : account;
    if (id == null || id.isBlank()) {
      throw new CaravanException(
          Problem.of(ErrorCode.USAGE, null, "It is not clear which account is meant").required("--account, or the property netsuite.account", "neither"));
    }
    return new NetSuiteConfig()
        .setName("the command")
        .setAccount(id)
        .setBaseUrl(chosen(baseUrl, properties, "netsuite.base-url", ""))
        .setLogin(chosen(login, properties, "netsuite.login", "oauth2"))
        .setAlgorithm(chosen(algorithm, properties, "netsuite.algorithm", "PS256"))
        .setCredentials(chosen(credentials, properties, "netsuite.credentials", "netsuite"))
        .setConcurrency(chosen(concurrency, properties, "netsuite.concurrency", "5"));
  }

  private static String chosen(String option, Map<String, String> properties, String key, String otherwise) {
    return option == null ? properties.getOrDefault(key, otherwise) : option;
  }

  /** The way of the account's calls; flows of the same account would share it. */
  static HttpExchange exchange(OutsideCalls calls, NetSuiteConfig config) {
    return calls.exchange("netsuite-" + config.accountId());
  }
}
