package dev.caravan.source.netsuite;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.source.http.Authorization;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.http.HttpReply;
import dev.caravan.source.http.HttpRequest;
import dev.caravan.source.http.HttpSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Makes as many calls at once as are configured, once, and sees whether all are answered. No call of
 * NetSuite tells the limit, which is that of the account and is shared with every other integration.
 */
final class ConcurrencyProbe {
  private final HttpSystem system;
  private final HttpExchange exchange;
  private final Authorization authorization;
  private final HttpRequest request;

  /** @param request a cheap one */
  ConcurrencyProbe(HttpSystem system, HttpExchange exchange, Authorization authorization, HttpRequest request) {
    this.system = system;
    this.exchange = exchange;
    this.authorization = authorization;
    this.request = request;
  }

  /** @throws CaravanException NETSUITE_CONCURRENCY when some were blocked, and those of {@link HttpSystem#attempt} */
  String found() {
    int limit = system.budget().limit();
    if (system.budget().allowed() < limit) {
      return "the account asked for fewer calls a moment ago, or other processes of this ledger make some: " + system.budget().allowed() + " of " + limit + " at once are made now";
    }
    List<HttpReply> replies = together(limit);
    long answered = replies.stream().filter(HttpReply::ok).count();
    if (answered < limit) {
      HttpReply blocked = replies.stream().filter(reply -> !reply.ok()).findFirst().orElseThrow();
      throw new CaravanException(
          Problem.of(ErrorCode.NETSUITE_CONCURRENCY, null, "The account answered " + answered + " of " + limit + " calls made at once")
              .required("all of them", blocked.status() + " " + NetSuiteErrors.Refusal.of(blocked).code())
              .next("Other integrations use the account now, or its limit is lower (a Standard account has 5): see Setup > Integration > Integration Governance, then set `concurrency` to "
                  + Math.max(1, answered) + " or less."));
    }
    return limit + " calls at once are answered";
  }

  private List<HttpReply> together(int calls) {
    ExecutorService threads = Executors.newFixedThreadPool(calls);
    try {
      List<CompletableFuture<HttpReply>> made = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        made.add(CompletableFuture.supplyAsync(() -> system.attempt(request, authorization, exchange), threads));
      }
      return made.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException e) {
      if (e.getCause() instanceof CaravanException known) {
        throw known;
      }
      throw e;
    } finally {
      threads.shutdown();
    }
  }
}
