import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Somebody who reads the metrics of a Caravan every second and takes all its traces. */
final class Watching {
  private Watching() {}

  /** Until the process ends. */
  static RunningCaravan start(Path data) throws IOException {
    HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", exchange -> {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    receiver.start();
    RunningCaravan caravan = RunningCaravan.start(data, Map.of(
        "caravan.http.enabled", "true", "caravan.http.port", "0", "caravan.traces.endpoint", "http://127.0.0.1:" + receiver.getAddress().getPort()));
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest metrics = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + caravan.httpPort() + "/metrics")).build();
    ScheduledExecutorService scrapes = Executors.newSingleThreadScheduledExecutor(work -> {
      Thread thread = new Thread(work, "scrapes");
      thread.setDaemon(true);
      return thread;
    });
    scrapes.scheduleAtFixedRate(() -> scrape(client, metrics), 1, 1, TimeUnit.SECONDS);
    return caravan;
  }

  private static void scrape(HttpClient client, HttpRequest metrics) {
    try {
      var answer = client.send(metrics, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        System.err.println("no metrics: " + answer.statusCode());
      }
    } catch (IOException e) {
      System.err.println("no metrics: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
