package dev.caravan.runtime.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.Credential;
import dev.caravan.ErrorCode;
import dev.caravan.Secret;
import dev.caravan.sandbox.vault.VaultSimulator;
import dev.caravan.security.SecretStore;
import dev.caravan.security.SecretStoreContract;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HashiCorp Vault as the simulator has it: a real server was not to be had. */
class HashicorpVaultTest extends SecretStoreContract {
  private final VaultSimulator vault = new VaultSimulator(Clock.systemUTC()).appRole("caravan", "s3cret-id");
  private HashicorpVault opened;
  @TempDir private Path folder;

  private HashicorpVault open(VaultLogin login, String namespace) {
    close();
    opened = new HashicorpVault(new VaultConfig(URI.create(vault.address()), namespace, "secret", login, Duration.ofSeconds(10)));
    return opened;
  }

  private HashicorpVault open(VaultLogin login) {
    return open(login, null);
  }

  private static VaultLogin appRole(String secretId) {
    return new VaultLogin.AppRole("approle", "caravan", Credential.of(new Secret(secretId)));
  }

  private static VaultLogin token(String token) {
    return new VaultLogin.Token(Credential.of(new Secret(token)));
  }

  @Override
  protected SecretStore store() {
    return opened == null ? open(appRole("s3cret-id")) : opened;
  }

  @Override
  protected void put(String path, String value) {
    vault.put(path, Map.of("value", value));
  }

  private void close() {
    if (opened != null) {
      opened.close();
    }
  }

  @AfterEach
  void stop() {
    close();
    vault.close();
  }

  private long calls(String path) {
    return vault.exchanges().stream().filter(exchange -> exchange.target().equals(path)).count();
  }

  @Test
  void readsAFieldOfAPath() {
    vault.put("shop/db", Map.of("user", "loader", "password", VALUE));

    assertThat(store().read("shop/db#password").reveal()).isEqualTo(VALUE);
    refuses(() -> store().read("shop/db#pasword"), ErrorCode.SECRET_MISSING, "has no field 'pasword'", "vault kv put secret/shop/db");
  }

  @Test
  void logsInByATokenThatIsNotGivenBack() {
    put("token-test", VALUE);
    String token = vault.issueToken();

    assertThat(open(token(token)).read("token-test").reveal()).isEqualTo(VALUE);
    assertThat(open(token(token)).read("token-test").reveal()).isEqualTo(VALUE);
    refuses(() -> open(token("hvs.wrong")).read("token-test"), ErrorCode.SECRET_DENIED, "token-test", vault.address());
  }

  @Test
  void logsInByAppRoleAndGivesTheTokenBack() {
    put("a", VALUE);
    assertThat(store().read("a").reveal()).isEqualTo(VALUE);
    assertThat(calls("/v1/auth/approle/login")).isEqualTo(1);

    close();

    assertThat(calls("/v1/auth/token/revoke-self")).isEqualTo(1);
    refuses(() -> open(appRole("wrong")).read("a"), ErrorCode.SECRET_DENIED, "does not let Caravan in", "caravan.vault.login");
  }

  @Test
  void logsInByTheServiceAccountOfAPod() throws IOException {
    put("a", VALUE);
    Path jwt = Files.writeString(folder.resolve("jwt"), "e.y.j\n");
    vault.kubernetesRole("loader", "e.y.j");

    assertThat(open(new VaultLogin.Kubernetes("kubernetes", "loader", jwt)).read("a").reveal()).isEqualTo(VALUE);
    refuses(() -> open(new VaultLogin.Kubernetes("kubernetes", "loadr", jwt)).read("a"), ErrorCode.SECRET_DENIED, "does not let Caravan in");
    refuses(
        () -> open(new VaultLogin.Kubernetes("kubernetes", "loader", folder.resolve("none"))).read("a"), ErrorCode.SECRET_DENIED, "service account", "none");
  }

  @Test
  void renewsTheLeaseOfItsTokenBeforeItEnds() {
    vault.timeToLive(Duration.ofSeconds(8));
    put("a", VALUE);
    store().read("a");

    await().atMost(Duration.ofSeconds(10)).until(() -> calls("/v1/auth/token/renew-self") > 0);

    store().read("a");
    assertThat(calls("/v1/auth/approle/login")).isEqualTo(1);
  }

  @Test
  void logsInAgainWhenItsTokenWasRevoked() {
    put("a", VALUE);
    store().read("a");
    vault.revokeAllTokens();

    assertThat(store().read("a").reveal()).isEqualTo(VALUE);
    assertThat(calls("/v1/auth/approle/login")).isEqualTo(2);
  }

  @Test
  void tellsADeniedPathFromAMissingOne() {
    put("payroll", VALUE);
    vault.deny("payroll");

    refuses(() -> store().read("payroll"), ErrorCode.SECRET_DENIED, "denies 'payroll'", "right to read secret/data/payroll");
  }

  @Test
  void aSealedVaultIsTriedAgainLater() {
    put("a", VALUE);
    store().read("a");
    vault.seal();
    refuses(() -> store().read("a"), ErrorCode.SECRET_STORE, "sealed", "'a'");
    refuses(() -> open(appRole("s3cret-id")).read("a"), ErrorCode.SECRET_STORE, "sealed");

    vault.unseal();

    assertThat(store().read("a").reveal()).isEqualTo(VALUE);
  }

  @Test
  void aVaultThatDoesNotAnswerIsTriedAgainLater() {
    store();
    vault.close();

    refuses(() -> store().read("a"), ErrorCode.SECRET_STORE, "does not answer", vault.address());
  }

  @Test
  void asksInItsNamespace() {
    vault.namespace("team-a");
    put("a", VALUE);

    assertThat(open(appRole("s3cret-id"), "team-a").read("a").reveal()).isEqualTo(VALUE);
    refuses(() -> open(appRole("s3cret-id")).read("a"), ErrorCode.SECRET_DENIED, "'a'");
  }

  @Test
  void aNameCannotLeadToAnotherPartOfTheApi() {
    for (String name : new String[] {"../sys/seal", "a/../../sys", "a?version=1", "a b", "", "{x}"}) {
      refuses(() -> store().read(name), ErrorCode.SECRET_NAME, "<path>[#<field>]");
    }
    assertThat(vault.exchanges()).isEmpty();
  }
}
