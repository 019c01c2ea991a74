package dev.caravan.source.rest;

import com.fasterxml.jackson.core.JsonPointer;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.source.Parameters;
import dev.caravan.source.http.HttpRequest;
import dev.caravan.source.http.Tombstones;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the parameters of {@code kamelet:rest-source} say. Setters read text as Kamelets hand it over and tell
 * at once what cannot be read; what must fit together is told when it is asked for.
 */
public final class RestConfig {
  private static final List<String> LOGINS = List.of("none", "basic", "bearer", "apiKey", "oauth2");
  private static final List<String> PAGINGS = List.of("none", "link", "offset", "page", "cursor");
  private static final List<String> FORMS = List.of("time", "date", "seconds", "millis", "number");

  private final Parameters parameters = new Parameters("rest-source");
  private String flow;
  private String system;
  private Address url;
  private List<HttpRequest.Parameter> query = List.of();
  private List<HttpRequest.Parameter> headers = List.of();
  private String paging = "none";
  private String parameter = "";
  private int firstPage = 1;
  private JsonPointer records = JsonPointer.empty();
  private JsonPointer next;
  private JsonPointer more;
  private JsonPointer total;
  private JsonPointer pages;
  private JsonPointer increment;
  private String since = "";
  private SinceForm sinceForm = SinceForm.TIME;
  private String start = "";
  private Duration overlap = Duration.ofMinutes(5);
  private String login = "none";
  private String credentials = "";
  private String keyHeader = "";
  private String keyParameter = "";
  private String tokenUrl = "";
  private String tokenLogin = "basic";
  private String scope = "";
  private List<String> key = List.of();
  private boolean snapshot;
  private int concurrency = 4;
  private int batchRows = 100_000;
  private List<String> after = List.of();

  public String flow() {
    return flow;
  }

  /** Id of the route the source feeds. */
  public RestConfig setFlow(String flow) {
    this.flow = flow;
    return this;
  }

  public String system() {
    return system;
  }

  /** Under what name flows share breaker, load and logins. */
  public RestConfig setSystem(String system) {
    this.system = system.strip();
    return this;
  }

  public RestConfig setUrl(String url) {
    this.url = address("url", url);
    return this;
  }

  private Address address(String name, String text) {
    return Address.of(text).orElseThrow(() -> parameters.bad(name, "a URL such as https://api.example.com/v1/orders, without user or fragment", text));
  }

  /** Parameters of each call, {@code limit=100, status=any}. */
  public RestConfig setQuery(String query) {
    this.query = pairs("query", query);
    return this;
  }

  /** Headers of each call, {@code Api-Version=2026-01}; no secrets. */
  public RestConfig setHeaders(String headers) {
    this.headers = pairs("headers", headers);
    return this;
  }

  private List<HttpRequest.Parameter> pairs(String name, String text) {
    List<HttpRequest.Parameter> pairs = new ArrayList<>();
    for (String pair : Parameters.list(text)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw parameters.bad(name, "name=value, several separated by commas", pair);
      }
      pairs.add(new HttpRequest.Parameter(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip()));
    }
    return pairs;
  }

  /** The request for everything, without page or increment. */
  HttpRequest request() {
    Map<String, String> all = new LinkedHashMap<>(Map.of("Accept", "application/json"));
    headers.forEach(header -> all.put(header.name(), header.value()));
    List<HttpRequest.Parameter> parts = new ArrayList<>(url.query());
    parts.addAll(query);
    return new HttpRequest("GET", url.url(), parts, all, null);
  }

  /** none, link, offset, page or cursor. */
  public RestConfig setPaging(String paging) {
    this.paging = parameters.choice("paging", paging, PAGINGS);
    return this;
  }

  /** Of the query, with the offset, page or cursor; named after the paging when it is blank. */
  public RestConfig setParameter(String parameter) {
    this.parameter = parameter.strip();
    return this;
  }

  public RestConfig setFirstPage(String firstPage) {
    this.firstPage = parameters.count("firstPage", firstPage, 0, 1);
    return this;
  }

  /** @throws CaravanException KAMELET_PARAMETER when a cursor has no place */
  Paging paging() {
    String name = parameter.isBlank() ? paging : parameter;
    return switch (paging) {
      case "link" -> new Paging.Link(keyParameter);
      case "offset" -> new Paging.Offset(name, Long.MAX_VALUE);
      case "page" -> new Paging.Number(name, firstPage);
      case "cursor" -> {
        if (next == null) {
          throw together("`next`, the JSON pointer of the cursor in a reply", "paging: cursor without it");
        }
        yield new Paging.Cursor(name);
      }
      default -> new Paging.None();
    };
  }

  public RestConfig setRecords(String records) {
    this.records = records.isBlank() ? JsonPointer.empty() : pointer("records", records);
    return this;
  }

  public RestConfig setNext(String next) {
    this.next = pointer("next", next);
    return this;
  }

  public RestConfig setMore(String more) {
    this.more = pointer("more", more);
    return this;
  }

  public RestConfig setTotal(String total) {
    this.total = pointer("total", total);
    return this;
  }

  public RestConfig setPages(String pages) {
    this.pages = pointer("pages", pages);
    return this;
  }

  private JsonPointer pointer(String name, String text) {
    try {
      return text.isBlank() ? null : JsonPointer.compile(text.strip());
    } catch (IllegalArgumentException e) {
      throw parameters.bad(name, "a JSON pointer such as /data/items", text);
    }
  }

  PageShape shape() {
    return new PageShape(records, next, more, total, pages, false);
  }

  /** Where a record has the value that increments go by. */
  public RestConfig setIncrement(String increment) {
    this.increment = pointer("increment", increment);
    return this;
  }

  /** Of the query, by which records from a value on are asked for. */
  public RestConfig setSince(String since) {
    this.since = since.strip();
    return this;
  }

  public RestConfig setSinceForm(String sinceForm) {
    this.sinceForm = SinceForm.valueOf(parameters.choice("sinceForm", sinceForm, FORMS).toUpperCase(Locale.ROOT));
    return this;
  }

  public RestConfig setStart(String start) {
    this.start = start.strip();
    return this;
  }

  public RestConfig setOverlap(String overlap) {
    this.overlap = parameters.duration("overlap", overlap);
    return this;
  }

  /** null when everything is read at each pass. */
  Increment increment() {
    if ((increment == null) == since.isBlank()) {
      return increment == null ? null : new Increment(increment, since, sinceForm, start, overlap);
    }
    throw together("`increment` and `since`, or neither", increment == null ? "only `since`" : "only `increment`");
  }

  /** Fields at the top of a record that tell it from the others, separated by commas. */
  public RestConfig setKey(String key) {
    this.key = Parameters.list(key);
    return this;
  }

  /** How records that are gone are found: none or snapshot. */
  public RestConfig setDeletes(String deletes) {
    this.snapshot = parameters.choice("deletes", deletes, List.of("none", "snapshot")).equals("snapshot");
    return this;
  }

  /**
   * What tells that a record is gone; null when nobody asks.
   *
   * @throws CaravanException KAMELET_PARAMETER when there is no key, or a pass does not see all records
   */
  Tombstones tombstones() {
    if (snapshot && key.isEmpty()) {
      throw together("with deletes: snapshot a `key`, the fields that tell records apart", "none");
    }
    if (snapshot && (increment != null || !since.isBlank())) {
      throw together("deletes: snapshot without `increment`, since only a pass that reads all records sees which are gone", "both");
    }
    return snapshot ? new Tombstones(key, null) : null;
  }

  public String login() {
    if (login.equals("apiKey") && keyHeader.isBlank() == keyParameter.isBlank()) {
      throw together("with login: apiKey either `keyHeader` or `keyParameter`", keyHeader.isBlank() ? "neither" : "both");
    }
    if (login.equals("oauth2") && tokenUrl.isBlank()) {
      throw together("with login: oauth2 a `tokenUrl`", "none");
    }
    return login;
  }

  /** none, basic, bearer, apiKey or oauth2. */
  public RestConfig setLogin(String login) {
    this.login = parameters.choice("login", login, LOGINS);
    return this;
  }

  public String credentials() {
    return credentials.isBlank() ? system : credentials;
  }

  /** What the names of the secrets begin with; the system's name when it is blank. */
  public RestConfig setCredentials(String credentials) {
    this.credentials = credentials.strip();
    return this;
  }

  public String keyHeader() {
    return keyHeader;
  }

  public RestConfig setKeyHeader(String keyHeader) {
    this.keyHeader = keyHeader.strip();
    return this;
  }

  public String keyParameter() {
    return keyParameter;
  }

  public RestConfig setKeyParameter(String keyParameter) {
    this.keyParameter = keyParameter.strip();
    return this;
  }

  public String tokenUrl() {
    return tokenUrl;
  }

  public RestConfig setTokenUrl(String tokenUrl) {
    this.tokenUrl = tokenUrl.isBlank() ? "" : address("tokenUrl", tokenUrl).url();
    return this;
  }

  public String tokenLogin() {
    return tokenLogin;
  }

  /** basic or form. */
  public RestConfig setTokenLogin(String tokenLogin) {
    this.tokenLogin = parameters.choice("tokenLogin", tokenLogin, List.of("basic", "form"));
    return this;
  }

  public String scope() {
    return scope;
  }

  public RestConfig setScope(String scope) {
    this.scope = scope.strip();
    return this;
  }

  public int concurrency() {
    return concurrency;
  }

  public RestConfig setConcurrency(String concurrency) {
    this.concurrency = parameters.count("concurrency", concurrency, 1, 200);
    return this;
  }

  public int batchRows() {
    return batchRows;
  }

  public RestConfig setBatchRows(String batchRows) {
    this.batchRows = parameters.count("batchRows", batchRows, 1, 10_000_000);
    return this;
  }

  public List<String> after() {
    return after;
  }

  /** Ids of flows whose first pass must be over, separated by commas. */
  public RestConfig setAfter(String after) {
    this.after = Parameters.list(after);
    return this;
  }

  private static CaravanException together(String required, String got) {
    return new CaravanException(Problem.of(ErrorCode.KAMELET_PARAMETER, null, "Parameters of rest-source do not go together").required(required, got));
  }
}
