package dev.caravan.source.rest;

import static dev.caravan.source.rest.ScriptedApi.config;
import static dev.caravan.source.rest.ScriptedApi.json;
import static dev.caravan.source.rest.ScriptedApi.parameter;
import static dev.caravan.source.rest.ScriptedApi.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.source.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestReaderTest {
  @TempDir Path folder;

  private static String row(int id) {
    return "{\"id\":" + id + "}";
  }

  private static String rows(int from, int count, int all) {
    String rows = IntStream.range(from, Math.min(all, from + count)).mapToObj(RestReaderTest::row).collect(Collectors.joining(","));
    return "{\"total\":" + all + ",\"items\":[" + rows + "]}";
  }

  private static List<String> all(int count) {
    return IntStream.range(0, count).mapToObj(RestReaderTest::row).toList();
  }

  private static int number(HttpRequest request, String name) {
    return Integer.parseInt(parameter(request, name));
  }

  @Test
  void offsetsAreCountedByWhatCame() {
    AtomicInteger calls = new AtomicInteger();
    ScriptedApi api = new ScriptedApi(folder, asked -> json(rows(number(asked, "offset"), calls.incrementAndGet() % 2 == 0 ? 1 : 4, 10)));

    api.start(config().setQuery("limit=100").setRecords("/items").setPaging("offset")).pass();

    assertThat(api.landed()).isEqualTo(all(10));
    assertThat(api.asked()).extracting(asked -> parameter(asked, "offset")).containsExactly("0", "4", "5", "9", "10");
  }

  @Test
  void pagesGoOnUntilOneIsEmpty() {
    ScriptedApi api = new ScriptedApi(folder, asked -> json(rows(4 * number(asked, "page"), number(asked, "page") == 1 ? 3 : 4, 12)));

    api.start(config().setRecords("/items").setPaging("page").setFirstPage("0")).pass();

    assertThat(api.asked()).hasSize(4);
    assertThat(api.landed()).hasSize(11);
  }

  private static String page(HttpRequest asked, List<Integer> ids) {
    int from = number(asked, "offset");
    return ids.subList(Math.min(from, ids.size()), Math.min(from + 2, ids.size())).stream().map(RestReaderTest::row).collect(Collectors.joining(",", "[", "]"));
  }

  private static RestConfig comparing() {
    return config().setPaging("offset").setKey("id").setDeletes("snapshot").setBatchRows("2");
  }

  @Test
  void aRecordThatIsGoneFromAPassLandsOnceAsATombstone() {
    AtomicReference<List<Integer>> there = new AtomicReference<>(List.of(1, 2, 3, 4, 5));
    ScriptedApi api = new ScriptedApi(folder, asked -> json(page(asked, there.get())));
    api.start(comparing()).pass();

    there.set(List.of(1, 3, 4, 6));
    api.start(comparing()).pass();
    assertThat(api.landed().subList(5, api.landed().size())).containsExactlyInAnyOrder(row(6), "{\"id\":2,\"_deleted\":true}", "{\"id\":5,\"_deleted\":true}");
    int landed = api.landed().size();
    api.start(comparing()).pass();
    assertThat(api.landed()).as("nobody is told twice").hasSize(landed);

    there.set(List.of(3, 4, 6));
    api.start(comparing()).pass();
    assertThat(api.landed().subList(landed, api.landed().size())).containsExactly("{\"id\":1,\"_deleted\":true}");
    there.set(List.of());
    api.start(comparing()).pass();
    assertThat(api.landed()).as("an empty list is rather a permission that was taken").hasSize(landed + 1);
  }

  @Test
  void whatIsGoneWhileAPassIsInterruptedIsToldByTheNextThatComesToItsEnd() {
    AtomicReference<List<Integer>> there = new AtomicReference<>(List.of(1, 2, 3, 4, 5));
    AtomicBoolean fails = new AtomicBoolean();
    ScriptedApi api =
        new ScriptedApi(folder, asked -> fails.get() && number(asked, "offset") > 0 ? reply(400, Map.of(), "no") : json(page(asked, there.get())));
    api.start(comparing()).pass();
    there.set(List.of(7, 2, 3, 4, 5));
    fails.set(true);
    api.start(comparing());
    assertThatThrownBy(api::pass).hasMessageContaining("400");

    there.set(List.of(2, 3, 4));
    fails.set(false);
    api.start(comparing()).pass();
    api.start(comparing()).pass();

    assertThat(api.landed()).contains("{\"id\":1,\"_deleted\":true}", "{\"id\":5,\"_deleted\":true}").doesNotHaveDuplicates();
    assertThat(api.landed().contains(row(7))).isEqualTo(api.landed().contains("{\"id\":7,\"_deleted\":true}"));
    assertThat(api.landed()).doesNotContain("{\"id\":2,\"_deleted\":true}", "{\"id\":3,\"_deleted\":true}", "{\"id\":4,\"_deleted\":true}");
  }

  @Test
  void aRecordWithoutItsKeyStopsAComparison() {
    ScriptedApi api = new ScriptedApi(folder, asked -> json("[{\"id\":1},{\"name\":\"none\"}]"));

    assertThatThrownBy(() -> api.start(config().setKey("id").setDeletes("snapshot")).pass()).hasMessageContaining("[kamelet.parameter]").hasMessageContaining("each of id");
    assertThat(api.landed()).isEmpty();
  }

  @Test
  void anEmptyPageWithALinkIsNotTheLast() {
    ScriptedApi api = new ScriptedApi(folder, asked -> switch (asked.queryText()) {
      case "" -> json("{\"items\":[{\"id\":0}],\"links\":{\"next\":\"/v1/items?page%5Bafter%5D=a b\"}}");
      case "page%5Bafter%5D=a%20b" -> json("{\"items\":null,\"links\":{\"next\":\"?page=c\"}}");
      default -> json("{\"items\":[{\"id\":1}],\"links\":{\"next\":null}}");
    });

    api.start(config().setRecords("/items").setPaging("link").setNext("/links/next")).pass();

    assertThat(api.landed()).isEqualTo(all(2));
    assertThat(api.asked()).extracting(HttpRequest::address).containsOnly(ScriptedApi.URL);
  }

  @Test
  void aReplyWithoutContentEndsTheRead() {
    ScriptedApi api = new ScriptedApi(folder, asked -> number(asked, "offset") == 0 ? json("[{\"id\":0}]") : reply(204, Map.of(), ""));
    api.start(config().setPaging("offset")).pass();
    assertThat(api.landed()).isEqualTo(all(1));
  }

  @Test
  void recordsKeepTheirTextToTheLastDigit() {
    String record = "{\"a\":1.10,\"b\":12345678901234567890.5,\"c\":\"x\\ny\",\"d\":{\"e\":[null,true]}}";
    ScriptedApi api = new ScriptedApi(folder, asked -> json("[" + record + "]"));
    api.start(config()).pass();
    assertThat(api.landed()).containsExactly(record);
  }

  @Test
  void aServerThatSendsTheSamePageAgainIsNotReadForEver() {
    ScriptedApi api = new ScriptedApi(folder, asked -> json(rows(0, 5, 10)));
    api.start(config().setRecords("/items").setPaging("offset").setParameter("skip"));

    assertThatThrownBy(api::pass).hasMessageContaining("[rest.paging]").hasMessageContaining("does not know the parameter");
    assertThat(api.landed()).isEmpty();
  }

  @Test
  void aCursorThatComesAgainIsNotReadForEver() {
    AtomicInteger calls = new AtomicInteger();
    ScriptedApi api = new ScriptedApi(folder, asked -> json("{\"data\":[" + row(calls.get()) + "],\"next\":" + calls.getAndIncrement() % 3 + "}"));
    api.start(config().setRecords("/data").setPaging("cursor").setNext("/next"));

    assertThatThrownBy(api::pass).hasMessageContaining("[rest.paging]");
    assertThat(api.asked()).hasSize(4);
  }

  @Test
  void fewerRecordsThanTheReplyTellsOfAreNoWholeRead() {
    ScriptedApi api = new ScriptedApi(folder, asked -> json(number(asked, "offset") >= 6 ? rows(10, 3, 10) : rows(number(asked, "offset"), 3, 10)));
    api.start(config().setRecords("/items").setPaging("offset").setTotal("/total"));

    assertThatThrownBy(api::pass).hasMessageContaining("[rest.paging]").hasMessageContaining("10 records").hasMessageContaining("6 on all pages");
    assertThat(api.landed()).isEmpty();
  }

  @Test
  void recordsThatAreNotWhereTheyAreLookedForAreToldWithWhatThereIs() {
    ScriptedApi api = new ScriptedApi(folder, asked -> json("{\"data\":{\"items\":[]},\"meta\":{}}"));
    assertThatThrownBy(api.start(config().setRecords("/data/orders"))::pass)
        .hasMessageContaining("[rest.records-missing]").hasMessageContaining("/data (an object), /meta (an object)");
    assertThatThrownBy(api.start(config().setRecords("/data"))::pass).hasMessageContaining("[rest.records-missing]");
    assertThatThrownBy(api.start(config())::pass).hasMessageContaining("the reply itself");
  }

  @Test
  void aFailureInTheMiddleCostsNoPageAndDoublesNone() {
    AtomicBoolean fails = new AtomicBoolean(true);
    ScriptedApi api = new ScriptedApi(folder, asked -> number(asked, "offset") == 6 && fails.getAndSet(false) ? reply(500, Map.of(), "") : json(rows(number(asked, "offset"), 3, 10)));
    RestConfig config = config().setRecords("/items").setPaging("offset").setBatchRows("5");
    api.start(config);

    assertThatThrownBy(api::pass).hasMessageContaining("[http.server-failed]");
    assertThat(api.landed()).isEqualTo(all(6));
    api.start(config).pass();
    assertThat(api.landed()).isEqualTo(all(10));
  }

  @Test
  void whatIsLeftOfAnEndedPassMayBeEmptyAndTheNextIsReadAllTheSame() {
    AtomicBoolean later = new AtomicBoolean();
    ScriptedApi api = new ScriptedApi(folder, asked -> json(rows(number(asked, "offset"), 3, 6).replace("\"id\":4", later.get() ? "\"id\":44" : "\"id\":4")));
    RestConfig config = config().setRecords("/items").setPaging("offset").setBatchRows("3");
    // The last batch ends with the last record, before the empty page tells so.
    api.start(config).pass();
    assertThat(api.landed()).isEqualTo(all(6));

    later.set(true);
    api.start(config).pass();

    assertThat(api.landed()).as("what differs from the pass before").hasSize(7).endsWith(row(44));
    assertThat(api.known()).isEqualTo(5);
  }

  @Test
  void aCursorThatHasExpiredMeanwhileBeginsTheReadAnew() {
    AtomicBoolean later = new AtomicBoolean();
    ScriptedApi api = new ScriptedApi(folder, asked -> {
      String cursor = parameter(asked, "cursor");
      String run = later.get() ? "new" : "old";
      int page = cursor.isEmpty() ? 0 : Integer.parseInt(cursor.substring(3));
      if (!cursor.isEmpty() && !cursor.startsWith(run)) {
        return reply(400, Map.of(), "{\"error\":\"expired\"}");
      }
      if (!later.get() && page == 2) {
        return reply(500, Map.of(), "");
      }
      return json("{\"data\":[" + row(page) + "],\"next\":" + (page < 4 ? "\"" + run + (page + 1) + "\"" : "null") + "}");
    });
    RestConfig config = config().setRecords("/data").setPaging("cursor").setNext("/next").setBatchRows("1");
    assertThatThrownBy(api.start(config)::pass).hasMessageContaining("[http.server-failed]");
    assertThat(api.landed()).isEqualTo(all(2));
    later.set(true);

    api.start(config).pass();

    assertThat(api.landed()).isEqualTo(all(5));
  }

  @Test
  void aKeyThatALinkRepeatsIsNeitherKeptNorSentTwice() {
    ScriptedApi api = new ScriptedApi(folder, asked -> parameter(asked, "page").isEmpty()
        ? reply(200, Map.of("Link", "</v1/items?page=2&api_key=precious>; rel=\"next last\""), "[{\"id\":0}]")
        : json("[{\"id\":1}]"));
    RestConfig config = config().setPaging("link").setLogin("apiKey").setKeyParameter("api_key").setBatchRows("1");

    api.start(config).pass();

    assertThat(api.landed()).isEqualTo(all(2));
    assertThat(api.asked()).noneSatisfy(asked -> assertThat(asked.queryText()).contains("precious"));
  }

  private static String changed(int id, String time) {
    return "{\"id\":" + id + ",\"changed\":\"" + time + "\"}";
  }

  @Test
  void theNextPassBeginsWhereTheOneBeforeItBeganWhenRecordsChangedMeanwhile() {
    AtomicBoolean second = new AtomicBoolean();
    ScriptedApi api = new ScriptedApi(folder, asked -> {
      if (second.get()) {
        return json("[" + changed(1, "2026-03-01T10:00:20Z") + "," + changed(2, "2026-03-01T10:01:00Z") + "]");
      }
      // While the second page was read, record 1 of the first one changed, and record 2 after it.
      return number(asked, "offset") == 0
          ? reply(200, Map.of("Date", "Sun, 01 Mar 2026 10:00:00 GMT"), "[" + changed(1, "2026-03-01T08:00:00Z") + "]")
          : reply(200, Map.of("Date", "Sun, 01 Mar 2026 10:01:30 GMT"), number(asked, "offset") == 1 ? "[" + changed(2, "2026-03-01T10:01:00Z") + "]" : "[]");
    });
    RestConfig config = config().setPaging("offset").setIncrement("/changed").setSince("since").setOverlap("0s");
    api.start(config).pass();
    second.set(true);

    api.start(config.setPaging("none")).pass();

    assertThat(parameter(api.asked().get(3), "since")).isEqualTo("2026-03-01T10:00:00Z");
    assertThat(api.landed()).containsExactly(changed(1, "2026-03-01T08:00:00Z"), changed(2, "2026-03-01T10:01:00Z"), changed(1, "2026-03-01T10:00:20Z"));
    assertThat(api.known()).as("record 2 came again as it was").isEqualTo(1);
  }

  @Test
  void incrementsGoByNumbersToo() {
    ScriptedApi api = new ScriptedApi(folder, asked -> json(parameter(asked, "after").isEmpty() ? "[{\"id\":7},{\"id\":9}]" : "[{\"id\":9},{\"id\":12}]"));
    RestConfig config = config().setIncrement("/id").setSince("after").setSinceForm("number");
    api.start(config).pass();
    api.start(config).pass();

    assertThat(api.asked()).extracting(asked -> parameter(asked, "after")).containsExactly("", "9");
    assertThat(api.landed()).containsExactly("{\"id\":7}", "{\"id\":9}", "{\"id\":12}");
  }

  @Test
  void aFirstValueIsAskedForAsItIsWritten() {
    ScriptedApi api = new ScriptedApi(folder, asked -> json("[]"));
    api.start(config().setIncrement("/changed").setSince("since").setStart("2026-01-01")).pass();
    assertThat(api.asked()).extracting(asked -> parameter(asked, "since")).containsExactly("2026-01-01");
    assertThat(api.stand()).as("nothing was read").isNull();
  }

  @Test
  void aValueThatIsMissingOrOfAnotherFormStopsTheRead() {
    ScriptedApi api = new ScriptedApi(folder, asked -> json("[{\"id\":1,\"changed\":\"yesterday\"}]"));
    assertThatThrownBy(api.start(config().setIncrement("/changed").setSince("since"))::pass).hasMessageContaining("[rest.value]").hasMessageContaining("yesterday");
    assertThatThrownBy(api.start(config().setIncrement("/updated").setSince("since"))::pass).hasMessageContaining("[rest.value]").hasMessageContaining("/updated");
  }
}
