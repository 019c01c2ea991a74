package dev.caravan.source.netsuite;

import dev.caravan.Secrets;
import dev.caravan.source.SourceServices;
import dev.caravan.source.http.Authorization;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.http.HttpReply;
import dev.caravan.source.http.HttpRequest;
import dev.caravan.source.http.HttpSystem;
import dev.caravan.source.http.HttpSystems;
import java.util.function.BooleanSupplier;

/** What a flow calls its account with. Thread-safe. */
record AccountCalls(NetSuiteAccount account, HttpSystem system, HttpExchange exchange, Authorization authorization, BooleanSupplier goesOn) {

  static AccountCalls of(SourceServices services, HttpSystems systems, Secrets secrets, HttpExchange exchange, NetSuiteConfig config) {
    NetSuiteAccount account = config.account();
    HttpSystem system = systems.system("netsuite-" + account.realm(), config.concurrency());
    Authorization authorization = NetSuiteLogin.of(config, account, system, secrets.usedBy("flow " + config.flow()), services.clock());
    return new AccountCalls(account, system, exchange, authorization, () -> services.passes().goesOn(config.flow()));
  }

  HttpReply send(HttpRequest request) {
    return system.send(request, authorization, exchange, goesOn);
  }

  SuiteQl suiteQl() {
    return new SuiteQl(account, system, exchange, authorization, goesOn);
  }
}
