package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.Secret;
import dev.caravan.api.Operation;
import dev.caravan.cli.Answer;
import dev.caravan.security.Permission;
import dev.caravan.security.Role;
import dev.caravan.security.TestIssuer;
import dev.caravan.security.TestUsers;
import dev.caravan.security.UserFile;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every role at every door, over real sockets; and what is written down of it. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessMatrixTest {
  /** By permission, what needs it. */
  private static final Map<Permission, List<String>> DOORS = new EnumMap<>(Map.of(
      Permission.METRICS_READ, List.of("/metrics", "/metrics/", "//metrics", "/x/../metrics"),
      Permission.CONSOLE_OPEN, List.of("/hawtio", "/hawtio/", "/hawtio/index.html", "/hawtio/user", "/hawtio/camel/contexts"),
      Permission.JMX_READ, List.of("/hawtio/jolokia", "/hawtio/jolokia/version", "/hawtio//jolokia/version")));

  @TempDir private static Path folder;
  private CaravanRuntime runtime;
  private TestIssuer issuer;
  private UserFile users;

  @BeforeAll
  void start() throws Exception {
    users = TestUsers.ofEachRole(folder.resolve("data/users.json"));
    Workplace place = new Workplace(folder).set("caravan.http.enabled", "true").set("caravan.http.port", "0").set("caravan.http.host", "0.0.0.0").set("caravan.users.attempts", "2");
    issuer = new TestIssuer();
    place.set("caravan.oidc.issuer", issuer.address().toString()).set("caravan.oidc.roles-claim", "realm_access.roles");
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

  private Browser as(Role role) {
    return Browser.at(runtime).user(role.word(), TestUsers.PASSWORD);
  }

  private Browser bearing(String token) {
    return Browser.at(runtime).sending("Authorization", "Bearer " + token);
  }

  private String audit() {
    return Answer.to("audit", "list", "--kind", "access", "--data", folder.resolve("data").toString()).done();
  }

  @Test
  void everyPermissionHasADoorHere() {
    Set<Permission> tried = EnumSet.copyOf(DOORS.keySet());
    // RestInterfaceTest tries each of these.
    Arrays.stream(Operation.values()).map(Operation::permission).forEach(tried::add);
    assertThat(tried).containsExactlyInAnyOrder(Permission.values());
  }

  @Test
  void eachRoleGoesThroughTheDoorsOfItsPermissionsAndNobodyElseDoes() {
    DOORS.forEach((permission, doors) -> {
      for (String door : doors) {
        assertThat(Browser.at(runtime).status(door)).as("nobody at " + door).isEqualTo(401);
        for (Role role : Role.values()) {
          for (Browser somebody : List.of(as(role), bearing(issuer.token(role.word())))) {
            int status = somebody.status(door);
            if (permission.grantedTo(role)) {
              assertThat(status).as(role + " at " + door).isNotIn(401, 403).isLessThan(500);
            } else {
              assertThat(status).as(role + " at " + door).isEqualTo(403);
            }
          }
        }
        assertThat(bearing(issuer.token("stranger")).status(door)).as("no role at " + door).isEqualTo(403);
        assertThat(bearing(issuer.token("admin") + "x").status(door)).as("a forged token at " + door).isEqualTo(401);
      }
    });
  }

  @Test
  void whoLogsInByTheFormIsInUntilTheyLeaveOrAreNoUserAnyMore() {
    TestUsers.in(folder.resolve("data/users.json")).add("anna", Role.VIEWER, new Secret(TestUsers.PASSWORD));
    Browser stranger = Browser.at(runtime);
    HttpResponse<byte[]> asked = stranger.sending("Accept", "text/html").get("/hawtio/");
    assertThat(asked.statusCode()).isEqualTo(401);
    assertThat(new String(asked.body(), StandardCharsets.UTF_8)).contains("<form method=\"post\" action=\"/hawtio/login\"");
    assertThat(stranger.sending("Accept", "text/html").logIn("anna", "wrong").statusCode()).isEqualTo(401);

    String password = TestUsers.PASSWORD.replace(' ', '+');
    Browser first = stranger.with(Browser.session(stranger.logIn("anna", password)));
    Browser second = stranger.with(Browser.session(stranger.logIn("anna", password)));
    assertThat(new String(first.get("/hawtio/user").body(), StandardCharsets.UTF_8)).isEqualTo("\"anna\"");
    assertThat(first.get("/hawtio/auth/logout").statusCode()).isEqualTo(303);
    assertThat(first.status("/hawtio/user")).isEqualTo(401);
    assertThat(second.status("/metrics")).isEqualTo(200);
    users.remove("anna");
    assertThat(second.status("/metrics")).isEqualTo(401);
    assertThat(audit()).containsPattern("access +http port +log in +access.refused +anna +from 127.0.0.1").containsPattern("log in +done +anna +viewer by password, from 127.0.0.1").containsPattern("log out +done +anna");
  }

  @Test
  void aUserIsLockedOutByWrongPasswordsWhateverTheDoor() {
    users.add("ben", Role.ADMIN, new Secret(TestUsers.PASSWORD));
    Browser guessing = Browser.at(runtime).user("ben", "wrong");
    assertThat(guessing.status("/metrics")).isEqualTo(401);
    assertThat(guessing.status("/hawtio/user")).isEqualTo(401);
    HttpResponse<byte[]> locked = Browser.at(runtime).user("ben", TestUsers.PASSWORD).get("/metrics");
    assertThat(locked.statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(locked.headers().firstValue("Retry-After").orElseThrow())).isPositive();
  }

  @Test
  void whatIsNoLoginIsAnsweredAsSuchAndShowsNothing() {
    for (String header : List.of("Basic", "Basic !!!", "Basic " + "QQ==", "Bearer x", "Negotiate abc", "Basic " + "QQ".repeat(3000))) {
      HttpResponse<byte[]> answer = Browser.at(runtime).sending("Authorization", header).get("/metrics");
      assertThat(answer.statusCode()).as(header).isBetween(400, 431).isNotEqualTo(404);
      assertThat(new String(answer.body(), StandardCharsets.UTF_8)).doesNotContain("Exception", "at dev.caravan", "caravan_");
    }
    HttpResponse<byte[]> large = Browser.at(runtime).logIn("anna", "x".repeat(20_000));
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(Browser.at(runtime).sending("Origin", "http://evil.example").logIn("viewer", "x").statusCode()).isEqualTo(403);
  }

  @Test
  void theTokenLetsNobodyInWhereOthersReachThePort() {
    assertThat(runtime.consoleAddress().orElseThrow()).doesNotContain("token");
    assertThat(Browser.at(runtime).status("/hawtio/?token=guessed")).isEqualTo(401);
  }

  @Test
  void whatIsServedIsServedWithHeadersThatTieItToThisOrigin() {
    for (String door : List.of("/metrics", "/hawtio/", "/hawtio/jolokia/version")) {
      HttpResponse<byte[]> answer = as(Role.ADMIN).get(door);
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow()).as(door).contains("default-src 'self'", "frame-ancestors 'none'");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).as(door).hasValue("nosniff");
      assertThat(answer.headers().firstValue("Cache-Control").orElseThrow()).as(door).contains("no-store");
    }
  }
}
