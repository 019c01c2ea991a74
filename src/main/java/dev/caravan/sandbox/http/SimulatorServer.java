package dev.caravan.sandbox.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/** An HTTP server on loopback that asks one function for each reply. Thread-safe. */
public final class SimulatorServer implements AutoCloseable {
  static {
    // Otherwise small replies on a kept connection wait 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final int REMEMBERED = 10_000;
  private static final int PORTIONS = 10;

  /** One request and how it was answered, without headers or bodies: they hold credentials. */
  public record Exchange(String method, String target, int status) {}

  private final HttpServer server;
  private final String scheme;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "simulator");
            thread.setDaemon(true);
            return thread;
          });
  private final ConcurrentLinkedDeque<Exchange> exchanges = new ConcurrentLinkedDeque<>();
  private final Function<Request, Reply> replies;

  /**
   * Listens at once.
   *
   * @param port 0 for any that is free
   * @throws CaravanException HTTP_PORT when the port is taken
   */
  public SimulatorServer(int port, Function<Request, Reply> replies) {
    this(port, null, replies);
  }

  /**
   * Listens at once.
   *
   * @param port 0 for any that is free
   * @param tls null for none
   * @throws CaravanException HTTP_PORT when the port is taken
   */
  public SimulatorServer(int port, SSLContext tls, Function<Request, Reply> replies) {
    this.replies = replies;
    this.scheme = tls == null ? "http" : "https";
    try {
      server = open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), tls);
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.HTTP_PORT, "port " + port + " cannot be opened: " + e.getMessage(), e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private static HttpServer open(InetSocketAddress address, SSLContext tls) throws IOException {
    if (tls == null) {
      return HttpServer.create(address, 0);
    }
    HttpsServer server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return server;
  }

  /** Scheme, host and port, without a slash at the end. */
  public String origin() {
    return scheme + "://" + server.getAddress().getAddress().getHostAddress() + ":" + server.getAddress().getPort();
  }

  /** The latest requests, oldest first. */
  public List<Exchange> exchanges() {
    return List.copyOf(exchanges);
  }

  /** Forgets the requests so far. */
  public void forget() {
    exchanges.clear();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Request request = request(exchange);
      Reply reply = replies.apply(request);
      exchanges.add(new Exchange(request.method(), exchange.getRequestURI().toString(), reply.status()));
      if (exchanges.size() > REMEMBERED) {
        exchanges.pollFirst();
      }
      reply.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
      exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
      send(reply, exchange.getResponseBody());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Request request(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new HashMap<>();
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    String host = headers.getOrDefault("host", "localhost");
    return new Request(
        exchange.getRequestMethod(), scheme + "://" + host, exchange.getRequestURI().getRawPath(), Form.read(exchange.getRequestURI().getRawQuery()),
        Map.copyOf(headers), exchange.getRequestBody().readAllBytes());
  }

  private static void send(Reply reply, OutputStream out) throws IOException, InterruptedException {
    byte[] body = reply.body();
    switch (reply.delivery()) {
      case WHOLE -> out.write(body);
      case CUT -> {
        out.write(body, 0, body.length / 2);
        out.flush();
      }
      case SLOW -> {
        int portion = Math.max(1, (body.length + PORTIONS - 1) / PORTIONS);
        for (int from = 0; from < body.length; from += portion) {
          out.write(body, from, Math.min(portion, body.length - from));
          out.flush();
          TimeUnit.NANOSECONDS.sleep(reply.spread().toNanos() / PORTIONS);
        }
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
