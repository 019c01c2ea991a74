package dev.caravan.cli.doctor;

import dev.caravan.CaravanException;
import dev.caravan.runtime.RunningProcess;
import dev.caravan.security.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What the process that works in a data folder says of itself, as far as it can be reached. Thread-safe. */
final class ProcessLook {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path data;
  private final Optional<TlsFiles> tls;

  /** @param tls of the process's HTTP port, as it is configured now */
  ProcessLook(Path data, Optional<TlsFiles> tls) {
    this.data = data;
    this.tls = tls;
  }

  private RunningProcess process() throws IOException {
    return RunningProcess.in(data).orElseThrow(() -> new IOException("no process works in this data folder now"));
  }

  /** @throws IOException saying why there are none */
  String threads() throws IOException, InterruptedException {
    Path program = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    if (!Files.isExecutable(program)) {
      throw new IOException("this Java has no jcmd: a JDK has");
    }
    Path out = Files.createTempFile("caravan-threads", ".txt");
    try {
      Process asked = new ProcessBuilder(program.toString(), Long.toString(process().pid()), "Thread.print").redirectErrorStream(true).redirectOutput(out.toFile()).start();
      if (!asked.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        asked.destroyForcibly();
        throw new IOException("the process did not answer within " + PATIENCE.toSeconds() + " s");
      }
      String threads = Files.readString(out, StandardCharsets.UTF_8);
      if (asked.exitValue() != 0) {
        throw new IOException(threads.strip());
      }
      return threads;
    } finally {
      Files.deleteIfExists(out);
    }
  }

  /** @throws IOException saying why there is none */
  String answer(String path) throws IOException, InterruptedException {
    URI http = process().http().orElseThrow(() -> new IOException("the process has no HTTP port"));
    HttpRequest request = HttpRequest.newBuilder(http.resolve(path)).timeout(PATIENCE).build();
    HttpResponse<String> reply = client().send(request, BodyHandlers.ofString());
    // A process that is not ready says so by its status, and why in what it says.
    if (reply.statusCode() != 200 && reply.statusCode() != 503) {
      throw new IOException("the process answered " + reply.statusCode());
    }
    return reply.body();
  }

  private HttpClient client() throws IOException {
    HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(PATIENCE);
    try {
      if (tls.isPresent()) {
        client.sslContext(new OneCertificate(tls.get().shown()).context());
      }
      return client.build();
    } catch (GeneralSecurityException | CaravanException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
