package dev.caravan.source.rest;

import dev.caravan.catalog.SettableClock;
import dev.caravan.source.http.Authorization;
import dev.caravan.source.http.ConcurrencyBudget;
import dev.caravan.source.http.HttpCall;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.http.HttpReply;
import dev.caravan.source.http.HttpRequest;
import dev.caravan.source.http.HttpSystem;
import dev.caravan.source.http.KeyFolder;
import dev.caravan.source.http.LandedRows;
import dev.caravan.source.http.Reader.Slice;
import dev.caravan.source.http.Tombstones;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** An API that answers by a script, and what a flow would have landed of it: a pass at a time, as a source reads. */
final class ScriptedApi implements HttpExchange {
  static final String URL = "https://api.example.com/v1/items";

  private final Path folder;
  private final Function<HttpRequest, HttpReply> script;
  private final List<HttpRequest> asked = new ArrayList<>();
  private final List<String> landed = new ArrayList<>();
  private final SettableClock clock = new SettableClock();
  private RestReader reader;
  private String stand;
  private long known;

  ScriptedApi(Path folder, Function<HttpRequest, HttpReply> script) {
    this.folder = folder;
    this.script = script;
  }

  static HttpReply json(String body) {
    return reply(200, Map.of(), body);
  }

  static HttpReply reply(int status, Map<String, String> headers, String body) {
    return new HttpReply(status, headers, body.getBytes(StandardCharsets.UTF_8), Duration.ofMillis(5));
  }

  /** The value of a parameter of a request; empty when it has none. */
  static String parameter(HttpRequest request, String name) {
    return request.query().stream().filter(each -> each.name().equals(name)).map(HttpRequest.Parameter::value).findFirst().orElse("");
  }

  @Override
  public HttpReply send(HttpCall call) {
    HttpRequest request = call.signed();
    asked.add(request);
    return script.apply(request).sound(request);
  }

  static RestConfig config() {
    return new RestConfig().setSystem("test").setFlow("items").setUrl(URL);
  }

  /** Begins like a new process: nothing is remembered but what is durable. */
  ScriptedApi start(RestConfig config) {
    HttpSystem system = new HttpSystem("test", new ConcurrencyBudget(4, ConcurrencyBudget.Share.ALL, clock), clock);
    RestApi api = new RestApi(system, this, Authorization.NONE, clock, () -> true);
    LandedRows remembered = new LandedRows(folder.resolve("landed"));
    Tombstones tombstones = config.tombstones();
    RestReader.Deletions deletions = tombstones == null ? null : RestReader.Deletions.of(tombstones, new KeyFolder(folder.resolve("keys")));
    reader = new RestReader(api, config.request(), config.paging(), config.shape(), config.increment(), config.batchRows(), folder.resolve("reading"), remembered, deletions);
    return this;
  }

  /** Reads a pass to its end and lands each batch. */
  ScriptedApi pass() {
    try {
      boolean last = false;
      while (!last) {
        Optional<Slice> slice = reader.read(stand);
        if (slice.isEmpty()) {
          return this;
        }
        landed.addAll(lines(slice.get().rows()));
        known += slice.get().known();
        stand = slice.get().to();
        reader.committed(slice.get().returning());
        last = slice.get().last();
      }
      return this;
    } finally {
      reader.close();
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  List<String> landed() {
    return List.copyOf(landed);
  }

  List<HttpRequest> asked() {
    return List.copyOf(asked);
  }

  /** Rows that were held back. */
  long known() {
    return known;
  }

  /** Where the ledger says that the reading stands. */
  String stand() {
    return stand;
  }
}
