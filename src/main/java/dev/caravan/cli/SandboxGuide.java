package dev.caravan.cli;

import dev.caravan.sandbox.netsuite.NetSuiteAccount;
import dev.caravan.sandbox.netsuite.NetSuiteBehaviour;
import dev.caravan.sandbox.netsuite.NetSuiteSimulator;
import dev.caravan.sandbox.shop.ShopSimulator;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** What somebody needs to use the sandbox: addresses, credentials, and what to type next. */
final class SandboxGuide {
  private final PrintWriter out;
  private final Path folder;

  SandboxGuide(PrintWriter out, Path folder) {
    this.out = out;
    this.folder = folder;
  }

  void print(NetSuiteSimulator netSuite, ShopSimulator shop, NetSuiteBehaviour behaviour) {
    netSuite(netSuite, behaviour);
    shop(shop);
    next(netSuite, shop);
    out.println();
    out.println("The sandbox runs until Ctrl-C.");
    out.flush();
  }

  private void netSuite(NetSuiteSimulator netSuite, NetSuiteBehaviour behaviour) {
    NetSuiteAccount account = netSuite.account();
    out.println("NetSuite");
    line("address", netSuite.baseUrl());
    line("account", account.realm());
    line("rows", String.format(Locale.ROOT, "%,d", netSuite.rows()));
    line("secrets", folder.resolve(SandboxCredentials.NETSUITE) + ": a file each, of OAuth 2.0 (" + NetSuiteAccount.RSA + ") and of tokens");
    line("", "keys on curves are in " + SandboxCredentials.NETSUITE + "-" + NetSuiteAccount.P256 + " and so on beside it");
    behaviour.values().forEach((which, value) -> line("switch", which.key() + " = " + value));
    out.println();
  }

  private void shop(ShopSimulator shop) {
    out.println("Shop");
    line("address", shop.baseUrl() + "/api/{link|offset|page|cursor}/{orders|products}");
    line("basic", shop.access().user() + ":" + shop.access().password().reveal());
    line("bearer", shop.access().bearer().reveal());
    line("API key", shop.access().key().reveal() + " (header X-Shop-Access-Key or parameter api_key)");
    line("OAuth 2.0", shop.baseUrl() + "/oauth/token, client credentials as for basic");
    out.println();
  }

  private void next(NetSuiteSimulator netSuite, ShopSimulator shop) {
    out.println("What to type next");
    out.println("  curl -i -H 'Authorization: Bearer " + shop.access().bearer().reveal() + "' '" + shop.baseUrl() + "/api/link/orders?limit=2'");
    out.println(
        "  curl -H 'Authorization: Bearer " + netSuite.accessToken() + "' -H 'Prefer: transient' \\\n    -d '{\"q\": \"SELECT id, altname, lastmodifieddate FROM customer ORDER BY id\"}' '"
            + netSuite.baseUrl() + "/services/rest/query/v1/suiteql?limit=2&offset=0'");
    out.println("  ./caravan sandbox --switches");
  }

  private void line(String name, String value) {
    out.printf("  %-16s %s%n", name, value);
  }
}
