package dev.caravan.sandbox.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.catalog.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShopSimulatorTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

  private final SettableClock clock = new SettableClock();
  private final HttpClient http = HttpClient.newHttpClient();
  private ShopSimulator shop = new ShopSimulator(0, 1, 0.05, 1000, 1, clock);

  @AfterEach
  void stop() {
    shop.close();
  }

  @Test
  void linksLeadThroughAllOrders() {
    Set<String> ids = new HashSet<>();
    Optional<String> url = Optional.of(shop.baseUrl() + "/api/link/orders?limit=100");
    int pages = 0;
    while (url.isPresent()) {
      HttpResponse<String> page = read(url.get());
      json(page).path("orders").forEach(order -> ids.add(order.path("id").asText()));
      url = page.headers().firstValue("Link").map(NEXT::matcher).filter(Matcher::find).map(found -> found.group(1));
      pages++;
    }
    assertThat(ids).hasSize(250);
    assertThat(pages).isEqualTo(3);
    assertThat(read(shop.baseUrl() + "/api/link/products?limit=250").headers().firstValue("Link")).as("one page").isEmpty();
  }

  @Test
  void aLinkToleratesNoOtherFilterAndKeepsItsOwn() {
    String since = json(read(shop.baseUrl() + "/api/offset/orders?limit=1&offset=200")).path("items").path(0).path("updated_at").asText();
    HttpResponse<String> first = read(shop.baseUrl() + "/api/link/orders?limit=30&updated_at_min=" + encoded(since));
    Matcher next = NEXT.matcher(first.headers().firstValue("Link").orElseThrow());
    assertThat(next.find()).isTrue();
    assertThat(json(read(next.group(1))).path("orders")).hasSize(20);
    assertThat(read(next.group(1) + "&updated_at_min=" + encoded(since)).statusCode()).isEqualTo(400);
    assertThat(read(shop.baseUrl() + "/api/link/orders?page_info=nonsense").statusCode()).isEqualTo(400);
  }

  @Test
  void offsetPageAndCursorLeadThroughAllOrders() {
    List<String> byOffset = new ArrayList<>();
    for (int offset = 0; offset < 250; offset += 50) {
      byOffset.addAll(ids(json(read(shop.baseUrl() + "/api/offset/orders?offset=" + offset)).path("items")));
    }
    List<String> byPage = new ArrayList<>();
    int pages = 1;
    for (int page = 1; page <= pages; page++) {
      JsonNode body = json(read(shop.baseUrl() + "/api/page/orders?limit=60&page=" + page));
      pages = body.path("meta").path("pages").asInt();
      byPage.addAll(ids(body.path("data")));
    }
    List<String> byCursor = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode body = json(read(shop.baseUrl() + "/api/cursor/orders?limit=70" + (cursor.isEmpty() ? "" : "&cursor=" + cursor)));
      byCursor.addAll(ids(body.path("data")));
      assertThat(body.path("has_more").asBoolean()).isEqualTo(body.path("next_cursor").isTextual());
      cursor = body.path("next_cursor").asText("");
      cursor = cursor.equals("null") ? "" : cursor;
    } while (!cursor.isEmpty());
    assertThat(byOffset).hasSize(250).doesNotHaveDuplicates().isEqualTo(byPage).isEqualTo(byCursor);
  }

  @Test
  void fourWaysToLogInAndNoOther() throws IOException {
    String url = shop.baseUrl() + "/api/offset/orders";
    ShopAccess access = shop.access();
    String basic = "Basic " + Base64.getEncoder().encodeToString((access.user() + ":" + access.password().reveal()).getBytes(StandardCharsets.UTF_8));
    assertThat(status(url, "Authorization", basic)).isEqualTo(200);
    assertThat(status(url, "Authorization", "Bearer " + access.bearer().reveal())).isEqualTo(200);
    assertThat(status(url, "X-Shop-Access-Key", access.key().reveal())).isEqualTo(200);
    assertThat(status(url + "?api_key=" + access.key().reveal(), "Accept", "application/json")).isEqualTo(200);
    assertThat(status(url, "Authorization", "Bearer other")).isEqualTo(401);
    assertThat(status(url, "Accept", "application/json")).isEqualTo(401);
    String token = json(token("grant_type=client_credentials&client_id=caravan&client_secret=" + access.password().reveal())).path("access_token").asText();
    assertThat(status(url, "Authorization", "Bearer " + token)).isEqualTo(200);
    clock.move(Duration.ofMinutes(11));
    assertThat(status(url, "Authorization", "Bearer " + token)).isEqualTo(401);
    assertThat(token("grant_type=client_credentials&client_id=caravan&client_secret=wrong").statusCode()).isEqualTo(401);
    assertThat(token("grant_type=password").statusCode()).isEqualTo(400);
  }

  @Test
  void tooManyCallsAreToldWhenToComeAgain() {
    shop.close();
    shop = new ShopSimulator(0, 1, 0.01, 3, 2, clock);
    String url = shop.baseUrl() + "/api/offset/orders";
    assertThat(List.of(read(url).statusCode(), read(url).statusCode(), read(url).statusCode())).containsOnly(200);
    HttpResponse<String> blocked = read(url);
    assertThat(blocked.statusCode()).isEqualTo(429);
    assertThat(blocked.headers().firstValue("Retry-After").orElseThrow()).isEqualTo("0.5");
    clock.move(Duration.ofMillis(500));
    assertThat(read(url).statusCode()).isEqualTo(200);
    assertThat(read(url).statusCode()).isEqualTo(429);
  }

  @Test
  void wrongParametersAreRefused() {
    assertThat(read(shop.baseUrl() + "/api/offset/orders?limit=251").statusCode()).isEqualTo(400);
    assertThat(read(shop.baseUrl() + "/api/page/orders?page=0").statusCode()).isEqualTo(400);
    assertThat(read(shop.baseUrl() + "/api/offset/orders?updated_at_min=yesterday").statusCode()).isEqualTo(400);
    assertThat(read(shop.baseUrl() + "/api/offset/nothing").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> token(String form) {
    return send(
        HttpRequest.newBuilder(URI.create(shop.baseUrl() + "/oauth/token")).header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(form)));
  }

  private int status(String url, String header, String value) {
    return send(HttpRequest.newBuilder(URI.create(url)).header(header, value)).statusCode();
  }

  private HttpResponse<String> read(String url) {
    return send(HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + shop.access().bearer().reveal()));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static List<String> ids(JsonNode records) {
    List<String> ids = new ArrayList<>();
    records.forEach(record -> ids.add(record.path("id").asText()));
    return ids;
  }

  private static JsonNode json(HttpResponse<String> response) {
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
