package dev.caravan.source.netsuite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.catalog.SettableClock;
import dev.caravan.source.http.Authorization;
import dev.caravan.source.http.ConcurrencyBudget;
import dev.caravan.source.http.HttpCall;
import dev.caravan.source.http.HttpReply;
import dev.caravan.source.http.HttpRequest;
import dev.caravan.source.http.HttpSystem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecordIdsTest {
  private static final Pattern FROM = Pattern.compile("id GREATER_OR_EQUAL (-?\\d+)");
  private static final Pattern BELOW = Pattern.compile("id LESS (-?\\d+)");

  private final Random order = new Random(1);
  private final AtomicInteger calls = new AtomicInteger();
  private final List<String> filters = new ArrayList<>();

  private TreeSet<Long> read(List<Long> there, String filter) {
    SettableClock clock = new SettableClock();
    HttpSystem system = new HttpSystem("test", new ConcurrencyBudget(5, ConcurrencyBudget.Share.ALL, clock), clock);
    NetSuiteAccount company = NetSuiteAccount.of("1234567", "");
    AccountCalls calls = new AccountCalls(company, system, call -> list(there, call), Authorization.NONE, () -> true);
    return RecordIds.all(new RecordService(calls, "customer", true), filter);
  }

  // A page of what is wanted, in another order each time, as the service lists it.
  private HttpReply list(List<Long> there, HttpCall call) {
    calls.incrementAndGet();
    String filter = parameter(call.request(), "q");
    filters.add(filter);
    List<Long> wanted = new ArrayList<>(there.stream().filter(id -> id >= bound(FROM, filter, Long.MIN_VALUE) && id < bound(BELOW, filter, Long.MAX_VALUE)).toList());
    Collections.shuffle(wanted, order);
    int limit = Integer.parseInt(parameter(call.request(), "limit"));
    String items = wanted.stream().limit(limit).map(id -> "{\"links\":[],\"id\":\"" + id + "\"}").collect(Collectors.joining(","));
    String body = "{\"items\":[" + items + "],\"hasMore\":" + (wanted.size() > limit) + "}";
    return new HttpReply(200, Map.of(), body.getBytes(StandardCharsets.UTF_8), Duration.ofMillis(5));
  }

  private static String parameter(HttpRequest request, String name) {
    return request.query().stream().filter(each -> each.name().equals(name)).map(HttpRequest.Parameter::value).findFirst().orElse("");
  }

  private static long bound(Pattern pattern, String filter, long standard) {
    Matcher matcher = pattern.matcher(filter);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : standard;
  }

  @Test
  void oneListIsEnoughForWhatFitsIntoAPage() {
    List<Long> there = LongStream.rangeClosed(1, 1000).boxed().toList();
    assertThat(read(there, "")).containsExactlyElementsOf(there);
    assertThat(calls).hasValue(1);
  }

  @Test
  void noIdIsLostHoweverManyThereAreAndWhereverTheyLie() {
    List<Long> there = new ArrayList<>(LongStream.rangeClosed(-7, -1).boxed().toList());
    there.addAll(LongStream.rangeClosed(5, 3700).boxed().toList());
    there.addAll(LongStream.range(0, 2500).map(id -> 9_000_000 + 3 * id).boxed().toList());

    assertThat(read(there, "")).containsExactlyElementsOf(there);
    assertThat(calls.get()).isLessThan(100);
  }

  @Test
  void eachListKeepsToTheFilter() {
    read(LongStream.rangeClosed(1, 2000).boxed().toList(), "isInactive IS false");
    assertThat(filters).hasSizeGreaterThan(3).allSatisfy(filter -> assertThat(filter).startsWith("isInactive IS false"));
  }
}
