package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.runtime.door.TlsVertx;
import dev.caravan.runtime.vault.SelfSigned;
import dev.caravan.security.TlsFiles;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP port where it speaks TLS, as callers with and without certificates meet it. */
@Timeout(180)
class TlsRunTest {
  @TempDir private Path folder;

  /** A certificate of a name, with its key. */
  private Path store(String name) throws IOException, InterruptedException {
    return SelfSigned.store(Files.createDirectories(folder.resolve(name)));
  }

  private Path certificate(Path store) throws IOException, GeneralSecurityException {
    return Files.writeString(store.resolveSibling("certificate.pem"), SelfSigned.certificate(store));
  }

  private Path key(Path store) throws IOException, GeneralSecurityException {
    return Files.writeString(store.resolveSibling("key.pem"), SelfSigned.key(store));
  }

  private CaravanRuntime runtime(Path server, Optional<Path> client) throws IOException, GeneralSecurityException {
    Workplace place =
        new Workplace(folder).set("caravan.http.enabled", "true").set("caravan.http.port", "0")
            .set("caravan.http.tls.certificate", certificate(server).toString()).set("caravan.http.tls.key", key(server).toString());
    if (client.isPresent()) {
      place.set("caravan.http.tls.clients", certificate(client.get()).toString());
    }
    place.deliver("orders/a.csv", "id\n1\n");
    place.flow("orders", "- to: {uri: \"kamelet:lake-sink\", parameters: {dataset: orders}}");
    return place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED);
  }

  /** @param own what the caller shows; empty when it has none */
  private static HttpClient caller(Path trusted, Optional<Path> own) throws IOException, GeneralSecurityException {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("server", SelfSigned.opened(trusted).getCertificate("server"));
    TrustManagerFactory trusts = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusts.init(trust);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own.isPresent() ? SelfSigned.opened(own.get()) : null, SelfSigned.PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trusts.getTrustManagers(), new SecureRandom());
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static HttpResponse<String> get(HttpClient caller, String address, String... headers) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return caller.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void thePortSpeaksNothingButTlsAndItsSessionsStayThere() throws Exception {
    Path server = store("server");
    try (CaravanRuntime runtime = runtime(server, Optional.empty())) {
      runtime.start();
      String port = "https://127.0.0.1:" + runtime.httpPort();
      HttpClient caller = caller(server, Optional.empty());

      assertThat(get(caller, port + "/health").statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> get(HttpClient.newHttpClient(), port.replace("https", "http") + "/health")).isInstanceOf(IOException.class);

      String entrance = runtime.consoleAddress().orElseThrow();
      assertThat(entrance).startsWith(port + "/");
      HttpResponse<String> entered = get(caller, entrance);
      assertThat(entered.statusCode()).isEqualTo(303);
      assertThat(entered.headers().firstValue("Set-Cookie").orElseThrow()).contains("Secure");
      assertThat(entered.headers().firstValue("Strict-Transport-Security")).isPresent();

      String session = entered.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
      assertThat(get(caller, port + "/hawtio/user", "Cookie", session, "Origin", port).statusCode()).isEqualTo(200);
      assertThat(get(caller, port + "/hawtio/user", "Cookie", session, "Origin", port.replace("https", "http")).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void whereClientsAreKnownEveryCallerShowsACertificateButForHealth() throws Exception {
    Path server = store("server");
    Path client = store("client");
    Path stranger = store("stranger");
    try (CaravanRuntime runtime = runtime(server, Optional.of(client))) {
      runtime.start();
      String port = "https://127.0.0.1:" + runtime.httpPort();

      HttpClient without = caller(server, Optional.empty());
      assertThat(get(without, port + "/health").statusCode()).isEqualTo(200);
      for (String path : new String[] {"/metrics", "/api/v1/flows", "/hawtio/", "/hawtio/login", "/healthy", "/"}) {
        HttpResponse<String> refused = get(without, port + path);
        assertThat(refused.statusCode()).as(path).isEqualTo(403);
        assertThat(refused.body()).as(path).contains("access.certificate");
      }
      assertThat(get(caller(server, Optional.of(client)), port + "/metrics").statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> get(caller(server, Optional.of(stranger)), port + "/health")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aNewCertificateIsTakenWhileTheServerRunsAndABadOneIsNot() throws Exception {
    Path first = store("first");
    Path second = store("second");
    TlsFiles files = new TlsFiles(certificate(first), key(first), Optional.empty());
    Vertx vertx = TlsVertx.over(Vertx.vertx(), files, Duration.ofMillis(50));
    try {
      HttpServer server = vertx.createHttpServer(new HttpServerOptions()).requestHandler(call -> call.response().end("here"));
      server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
      assertThat(shown(server, first)).isEqualTo(SelfSigned.opened(first).getCertificate("server"));

      Files.writeString(files.certificate(), "half a certif");
      Awaitility.await().during(Duration.ofMillis(300)).atMost(Duration.ofSeconds(60)).until(() -> shown(server, first).equals(SelfSigned.opened(first).getCertificate("server")));

      Files.move(key(second), files.key(), StandardCopyOption.REPLACE_EXISTING);
      Files.move(certificate(second), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
      Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> shown(server, second).equals(SelfSigned.opened(second).getCertificate("server")));
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
  }

  private static Certificate shown(HttpServer server, Path trusted) throws Exception {
    return get(caller(trusted, Optional.empty()), "https://127.0.0.1:" + server.actualPort() + "/").sslSession().orElseThrow().getPeerCertificates()[0];
  }

  @Test
  void everythingThatIsWrongWithTheFilesIsSaidBeforeAnythingStarts() throws Exception {
    Path server = store("server");
    Path other = store("other");
    Path missing = folder.resolve("none.pem");
    TlsFiles files = new TlsFiles(certificate(server), key(other), Optional.of(missing));

    assertThatThrownBy(files::check)
        .isInstanceOfSatisfying(
            CaravanException.class,
            e -> assertThat(e.problems()).extracting(problem -> problem.place().file()).containsExactly(files.key().toString(), missing.toString()));
    new TlsFiles(certificate(server), key(server), Optional.empty()).check();
  }
}
