package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.caravan.cli.Answer;
import dev.caravan.security.TestIssuer;
import dev.caravan.security.TestLogins;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Browsers log in at an OpenID Connect issuer, over real sockets. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IssuerLoginTest {
  @TempDir private static Path folder;
  private TestIssuer issuer;
  private CaravanRuntime runtime;

  @BeforeAll
  void start() throws Exception {
    issuer = new TestIssuer();
    Workplace place =
        new Workplace(folder).set("caravan.http.enabled", "true").set("caravan.http.port", "0").set("caravan.http.host", "0.0.0.0")
            .set("caravan.oidc.issuer", issuer.address().toString()).set("caravan.oidc.roles-claim", "realm_access.roles")
            .set("caravan.oidc.client-id", TestLogins.CLIENT).set("caravan.oidc.client-secret", TestLogins.SECRET);
    place.deliver("orders/a.csv", "id\n1\n");
    place.flow("orders");
    runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED);
    runtime.start();
  }

  @AfterAll
  void stop() {
    runtime.close();
    issuer.close();
  }

  @BeforeEach
  void asItShouldBe() {
    issuer.logins().roles("operator");
  }

  private Browser stranger() {
    return Browser.at(runtime).sending("Accept", "text/html");
  }

  private static String location(HttpResponse<byte[]> answer) {
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static String cookie(HttpResponse<byte[]> answer, String ending) {
    return answer.headers().allValues("Set-Cookie").stream().filter(cookie -> cookie.substring(0, cookie.indexOf('=')).endsWith(ending)).findFirst().orElseThrow();
  }

  private static String pair(String cookie) {
    return cookie.substring(0, cookie.indexOf(';'));
  }

  /** A browser that was sent away to log in, and where it is sent back to. */
  private record Sent(Browser browser, String back) {}

  private Sent sent() {
    HttpResponse<byte[]> departed = stranger().get("/hawtio/login/issuer");
    assertThat(departed.statusCode()).as(text(departed)).isEqualTo(303);
    String kept = cookie(departed, "-login");
    assertThat(kept).containsIgnoringCase("HttpOnly").contains("SameSite=Lax").contains("Path=/hawtio/login/");
    return new Sent(stranger().with(pair(kept)), location(Browser.send(stranger().request(location(departed)))));
  }

  private Browser in() {
    Sent sent = sent();
    HttpResponse<byte[]> arrived = sent.browser().get(sent.back());
    assertThat(arrived.statusCode()).as(text(arrived)).isEqualTo(200);
    assertThat(arrived.headers().firstValue("Refresh")).hasValue("0; url=/hawtio/");
    String session = cookie(arrived, Integer.toString(runtime.httpPort()));
    assertThat(session).containsIgnoringCase("HttpOnly").contains("SameSite=Strict");
    return Browser.at(runtime).with(pair(session));
  }

  private int refused(Sent sent) {
    HttpResponse<byte[]> arrived = sent.browser().get(sent.back());
    assertThat(arrived.headers().allValues("Set-Cookie").stream().map(cookie -> cookie.substring(0, cookie.indexOf('=')))).as(text(arrived)).allMatch(name -> name.endsWith("-login"));
    return arrived.statusCode();
  }

  @Test
  void whoOpensTheConsoleIsSentToTheIssuerAndIsInAfterwardsInTheRoleOfTheirToken() {
    HttpResponse<byte[]> asked = stranger().get("/hawtio/");
    assertThat(asked.statusCode()).isEqualTo(303);
    assertThat(location(asked)).isEqualTo("/hawtio/login/issuer");
    assertThat(Browser.at(runtime).status("/hawtio/jolokia/version")).as("a program").isEqualTo(401);

    Browser anna = in();
    assertThat(text(anna.get("/hawtio/user"))).isEqualTo("\"anna\"");
    assertThat(anna.operation("suspendFlow", "orders").path("status").asInt()).isEqualTo(200);
    assertThat(anna.operation("resumeFlow", "orders").path("status").asInt()).isEqualTo(200);
    assertThat(anna.status("/api/v1/audit")).isEqualTo(403);
    assertThat(Answer.to("audit", "list", "--kind", "access", "--data", folder.resolve("data").toString()).done()).containsPattern("log in +done +anna +operator by bearer, from 127.0.0.1");
  }

  @Test
  void whoLogsOutIsSentToLogOutAtTheIssuerToo() {
    Browser anna = in();
    HttpResponse<byte[]> left = anna.get("/hawtio/auth/logout");
    assertThat(left.statusCode()).isEqualTo(303);
    assertThat(location(left)).startsWith(issuer.address() + "/logout?").contains("client_id=" + TestLogins.CLIENT).contains("post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A" + runtime.httpPort() + "%2Fhawtio%2Flogin%2Fout");
    assertThat(anna.status("/hawtio/user")).isEqualTo(401);
    assertThat(text(stranger().get("/hawtio/login/out"))).contains("logged out");
  }

  @Test
  void anIdentityNamesTheRoleWhereAccessTokensAreForTheIssuerAlone() {
    issuer.logins().roles("admin");
    issuer.logins().opaque();
    assertThat(in().status("/api/v1/audit")).isEqualTo(200);
  }

  @Test
  void whoHasNoRoleIsKnownAndNotIn() {
    issuer.logins().roles("stranger");
    assertThat(refused(sent())).isEqualTo(403);
  }

  @Test
  void aLoginCountsOnceAndInTheBrowserThatBeganIt() {
    Sent sent = sent();
    assertThat(refused(new Sent(stranger(), sent.back()))).as("another browser, which has begun none").isEqualTo(401);
    assertThat(refused(new Sent(sent().browser(), sent.back()))).as("another browser, which has begun one").isEqualTo(401);
    Sent again = sent();
    assertThat(again.browser().status(again.back())).isEqualTo(200);
    assertThat(refused(again)).as("again").isEqualTo(401);
  }

  @Test
  void whatIsChangedOnTheWayLetsNobodyIn() {
    for (UnaryOperator<String> change :
        List.<UnaryOperator<String>>of(
            back -> back.replaceFirst("state=[^&]*", "state=guessed"),
            back -> back.replaceFirst("state=[^&]*&?", ""),
            back -> back.replaceFirst("code=[^&]*", "code=guessed"),
            back -> back.replaceFirst("code=[^&]*", "error=access_denied"),
            back -> back.replaceFirst("iss=.*", "iss=https://evil.example"))) {
      Sent sent = sent();
      String changed = change.apply(sent.back());
      assertThat(changed).isNotEqualTo(sent.back());
      assertThat(refused(new Sent(sent.browser(), changed))).as(changed).isEqualTo(401);
    }
    for (String path : List.of("/hawtio/login/callback?state=%zz", "/hawtio/?token=%zz", "/hawtio/%zz")) {
      assertThat(Browser.statusByHand(runtime.httpPort(), path, "Host: 127.0.0.1:" + runtime.httpPort())).as(path).isIn(400, 401, 404);
    }
  }

  @Test
  void identitiesOfOtherLoginsClientsAndIssuersAreRefused() {
    for (UnaryOperator<JWTClaimsSet.Builder> change :
        List.<UnaryOperator<JWTClaimsSet.Builder>>of(
            claims -> claims.claim("nonce", "another"),
            claims -> claims.claim("nonce", null),
            claims -> claims.audience("another"),
            claims -> claims.audience(List.of(TestLogins.CLIENT, "another")),
            claims -> claims.issuer("https://evil.example"),
            claims -> claims.expirationTime(null))) {
      issuer.logins().identity(change);
      assertThat(refused(sent())).isEqualTo(401);
    }
  }

  @Test
  void rolesOfSomebodyElsesAccessTokenDoNotCount() {
    issuer.logins().roles("admin");
    issuer.logins().identity(claims -> claims.subject("another"));
    assertThat(refused(sent())).isEqualTo(403);
  }

  @Test
  void pagesOfTheLoginHaveTheHeadersOfAllOthersAndOpenNothingElse() {
    HttpResponse<byte[]> page = stranger().get("/hawtio/login/out");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow()).contains("frame-ancestors 'none'");
    assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
    for (String path : List.of("/hawtio/login/", "/hawtio/login/out/", "/hawtio/login/out/../../jolokia/version", "/hawtio/login/issuer/x")) {
      assertThat(Browser.at(runtime).status(path)).as(path).isEqualTo(401);
    }
    assertThat(Browser.at(runtime).sending("Origin", "http://evil.example").status("/hawtio/login/issuer")).isEqualTo(403);
    assertThat(URI.create(location(stranger().get("/hawtio/login/issuer"))).getHost()).isEqualTo("127.0.0.1");
  }
}
