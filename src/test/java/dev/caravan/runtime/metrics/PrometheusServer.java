package dev.caravan.runtime.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real Prometheus that scrapes one process each second, and has its rules and panels asked. */
public final class PrometheusServer implements AutoCloseable {
  private final Process process;
  private final int port;

  /** @param scraped port on this machine */
  public PrometheusServer(Path folder, int scraped) throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: [%s]
            scrape_configs:
              - job_name: caravan
                static_configs: [{targets: ["127.0.0.1:%d"]}]
            """
                .formatted(Path.of("observability/rules").toAbsolutePath() + "/*.yaml", scraped));
    process =
        new ProcessBuilder(
                "prometheus", "--config.file=" + config, "--storage.tsdb.path=" + folder.resolve("tsdb"), "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
  }

  /** Expressions of all panels there are. */
  public static List<String> panels() throws IOException {
    return ObservabilityTest.panels();
  }

  /** @return what the expression shows now; null while the server does not answer */
  public JsonNode ask(String expression) throws InterruptedException {
    URI query = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    try {
      String answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(query).build(), BodyHandlers.ofString()).body();
      return new ObjectMapper().readTree(answer).path("data").path("result");
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
