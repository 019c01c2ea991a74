package dev.caravan.sandbox.shop;

import dev.caravan.Secret;
import dev.caravan.sandbox.http.Reply;
import dev.caravan.sandbox.http.Request;
import dev.caravan.sandbox.http.SimulatorServer;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A shop's REST API on loopback: {@code /api/<link|offset|page|cursor>/<orders|products>}. It listens from the
 * moment it is made until it is closed. Thread-safe.
 */
public final class ShopSimulator implements AutoCloseable {
  /** How many orders a shop of scale 1 has. */
  public static final int ORDERS = 5_000;

  private static final String ROOT = "/api/";

  private final ShopAccess access;
  private final ShopData data;
  private final CallBucket bucket;
  private final SimulatorServer server;

  /**
   * @param port 0 for any that is free
   * @param scale 1 makes {@link #ORDERS}
   * @param callsAtOnce how many calls are taken without a pause
   * @param callsPerSecond how many after that
   */
  public ShopSimulator(int port, long seed, double scale, int callsAtOnce, double callsPerSecond, Clock clock) {
    SplittableRandom random = new SplittableRandom(seed);
    this.access = new ShopAccess("caravan", secret(random), secret(random), secret(random), clock);
    this.data = new ShopData(random.nextLong(), (int) Math.max(1, Math.round(ORDERS * scale)));
    this.bucket = new CallBucket(callsAtOnce, callsPerSecond, clock);
    this.server = new SimulatorServer(port, this::answer);
  }

  private static Secret secret(SplittableRandom random) {
    return new Secret(String.format("%016x%016x", random.nextLong(), random.nextLong()));
  }

  public String baseUrl() {
    return server.origin();
  }

  public ShopAccess access() {
    return access;
  }

  /** How many records a resource has. */
  public int records(String resource) {
    return data.resource(resource).size();
  }

  /** One order more, which came in a second after the last one. @return its id */
  public long addOrder() {
    return data.addOrder();
  }

  /** What stands in a field of each record of a resource, in order of id. */
  public List<String> texts(String resource, String field) {
    return data.resource(resource).stream().map(record -> record.path(field).asText()).toList();
  }

  /** The latest requests and their status, oldest first. */
  public List<SimulatorServer.Exchange> exchanges() {
    return server.exchanges();
  }

  private Reply answer(Request request) {
    if (request.path().equals(ShopAccess.TOKEN_PATH) && request.method().equals("POST")) {
      return access.token(request);
    }
    if (!access.holds(request)) {
      return Reply.of(401, "application/json", "{\"errors\":\"[API] Invalid API key or access token (unrecognized login or wrong password)\"}")
          .with("WWW-Authenticate", "Bearer");
    }
    if (!bucket.take()) {
      // Seconds with a decimal point, as some services write them.
      return Reply.of(429, "application/json", "{\"errors\":\"Exceeded the calls per second for api client.\"}")
          .with("Retry-After", String.format(Locale.ROOT, "%.1f", Math.max(0.1, bucket.secondsLeft())));
    }
    return resource(request).with("X-Shop-Api-Call-Limit", bucket.state());
  }

  private Reply resource(Request request) {
    String[] parts = request.path().startsWith(ROOT) ? request.path().substring(ROOT.length()).split("/") : new String[0];
    if (!request.method().equals("GET") || parts.length != 2 || data.resource(parts[1]) == null) {
      return Reply.of(404, "application/json", "{\"errors\":\"Not Found\"}");
    }
    return ShopPaging.page(parts[0], parts[1], data.resource(parts[1]), request);
  }

  @Override
  public void close() {
    server.close();
  }
}
