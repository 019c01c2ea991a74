package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The whole login against a real Keycloak: its login page, its tokens, its end of session. {@code -Dcaravan.keycloak} names the zip file of its distribution. */
@Timeout(600)
@EnabledIfSystemProperty(named = "caravan.keycloak", matches = ".+[.]zip")
class KeycloakLoginTest {
  private static final Pattern FORM = Pattern.compile("action=\"([^\"]+)\"");
  private static final Pattern REFRESH = Pattern.compile("0; url=(.+)");

  @TempDir private Path folder;

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Path unpacked() throws IOException {
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(Path.of(System.getProperty("caravan.keycloak"))))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = folder.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          Files.copy(zip, file);
        }
      }
    }
    try (var found = Files.list(folder)) {
      return found.filter(path -> path.getFileName().toString().startsWith("keycloak-")).findFirst().orElseThrow();
    }
  }

  private Process keycloak(int port, int caravan) throws IOException {
    Path home = unpacked();
    Path realm = Files.createDirectories(home.resolve("data/import")).resolve("shop.json");
    try (InputStream in = KeycloakLoginTest.class.getResourceAsStream("/keycloak/shop-realm.json")) {
      Files.writeString(realm, new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("PORT", Integer.toString(caravan)));
    }
    return new ProcessBuilder("bash", home.resolve("bin/kc.sh").toString(), "start-dev", "--http-host=127.0.0.1", "--http-port=" + port, "--import-realm")
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("keycloak.log").toFile())
        .start();
  }

  @Test
  void annaLogsInAtKeycloakAndOutAgain() throws Exception {
    int port = freePort();
    int own = freePort();
    Process keycloak = keycloak(port, own);
    try {
      String issuer = "http://127.0.0.1:" + port + "/realms/shop";
      await().atMost(Duration.ofMinutes(5)).pollInterval(Duration.ofSeconds(1)).ignoreExceptions()
          .until(() -> page(HttpClient.newHttpClient(), issuer + "/.well-known/openid-configuration").statusCode() == 200);
      Workplace place =
          new Workplace(folder.resolve("place")).set("caravan.http.enabled", "true").set("caravan.http.port", Integer.toString(own))
              .set("caravan.oidc.issuer", issuer).set("caravan.oidc.roles-claim", "realm_access.roles").set("caravan.oidc.role-prefix", "caravan-")
              .set("caravan.oidc.client-id", "caravan-console").set("caravan.oidc.client-secret", "a-secret-of-a-test");
      place.deliver("orders/a.csv", "id\n1\n");
      place.flow("orders");
      try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
        runtime.start();
        logInAndOut("http://127.0.0.1:" + own);
      }
    } finally {
      keycloak.descendants().forEach(ProcessHandle::destroy);
      keycloak.destroy();
      keycloak.waitFor();
    }
  }

  /** Keycloak says that its cookies are for TLS alone; browsers take this machine for as safe, and Java's cookies do not. */
  private static CookieManager cookies() {
    return new CookieManager() {
      @Override
      public void put(URI address, Map<String, List<String>> headers) throws IOException {
        Map<String, List<String>> plain = new HashMap<>(headers);
        plain.replaceAll((name, values) -> name.equalsIgnoreCase("Set-Cookie") ? values.stream().map(value -> value.replaceAll("(?i); *secure", "")).toList() : values);
        super.put(address, plain);
      }
    };
  }

  private static void logInAndOut(String caravan) throws Exception {
    HttpClient browser = HttpClient.newBuilder().cookieHandler(cookies()).followRedirects(HttpClient.Redirect.ALWAYS).build();
    HttpResponse<String> asked = page(browser, caravan + "/hawtio/");
    Matcher form = FORM.matcher(asked.body());
    assertThat(form.find()).as(asked.uri() + " " + asked.body()).isTrue();
    String fields = "username=anna&password=" + URLEncoder.encode("correct horse battery staple", StandardCharsets.UTF_8);
    HttpResponse<String> arrived =
        browser.send(
            HttpRequest.newBuilder(URI.create(form.group(1).replace("&amp;", "&"))).header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(fields)).build(),
            BodyHandlers.ofString());
    assertThat(arrived.statusCode()).as(arrived.uri() + " " + arrived.body()).isEqualTo(200);
    Matcher refresh = REFRESH.matcher(arrived.headers().firstValue("Refresh").orElseThrow());
    assertThat(refresh.matches()).isTrue();
    assertThat(page(browser, caravan + refresh.group(1)).statusCode()).isEqualTo(200);
    assertThat(page(browser, caravan + "/hawtio/user").body()).isEqualTo("\"anna\"");
    assertThat(page(browser, caravan + "/api/v1/flows/orders").statusCode()).isEqualTo(200);
    assertThat(page(browser, caravan + "/api/v1/audit").statusCode()).as("an operator").isEqualTo(403);

    assertThat(page(browser, caravan + "/hawtio/auth/logout").uri().getPath()).startsWith("/realms/shop/protocol/openid-connect/logout");
    assertThat(page(browser, caravan + "/api/v1/flows/orders").statusCode()).isEqualTo(401);
  }

  private static HttpResponse<String> page(HttpClient browser, String address) throws Exception {
    return browser.send(HttpRequest.newBuilder(URI.create(address)).header("Accept", "text/html,application/json").build(), BodyHandlers.ofString());
  }
}
