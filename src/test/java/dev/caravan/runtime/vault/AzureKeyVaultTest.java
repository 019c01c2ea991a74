package dev.caravan.runtime.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.Credential;
import dev.caravan.ErrorCode;
import dev.caravan.Secret;
import dev.caravan.sandbox.http.SimulatorServer;
import dev.caravan.sandbox.vault.KeyVaultSimulator;
import dev.caravan.security.SecretStore;
import dev.caravan.security.SecretStoreContract;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Azure Key Vault as the simulator has it: a real one is not to be had without an account. */
class AzureKeyVaultTest extends SecretStoreContract {
  private static final String CLIENT = "0b6d3a52-6f0e-4d0a-8c0b-0a7c3b3e7c11";

  @TempDir private static Path place;
  private static SSLContext tls;

  private final KeyVaultSimulator vault = new KeyVaultSimulator(Clock.systemUTC(), tls).client(CLIENT, "cl13nt");
  private AzureKeyVault opened;
  @TempDir private Path folder;

  @BeforeAll
  static void certificate() throws IOException, InterruptedException, GeneralSecurityException {
    tls = SelfSigned.context(place);
  }

  private AzureKeyVault open(KeyVaultLogin login) {
    close();
    URI address = URI.create(vault.address());
    opened = new AzureKeyVault(new KeyVaultConfig(address, address, login, Duration.ofSeconds(10)), HttpClient.newBuilder().sslContext(tls));
    return opened;
  }

  private static KeyVaultLogin clientSecret(Credential secret) {
    return new KeyVaultLogin.ClientSecret(KeyVaultSimulator.TENANT, CLIENT, secret);
  }

  private static KeyVaultLogin clientSecret(String secret) {
    return clientSecret(Credential.of(new Secret(secret)));
  }

  @Override
  protected SecretStore store() {
    return opened == null ? open(clientSecret("cl13nt")) : opened;
  }

  @Override
  protected void put(String path, String value) {
    vault.put(path, value);
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

  private long logins() {
    return vault.exchanges().stream().filter(exchange -> exchange.target().endsWith("/oauth2/v2.0/token")).count();
  }

  @Test
  void logsInOnceForManySecrets() {
    put("a", VALUE);
    put("b", "other");

    assertThat(store().read("a").reveal()).isEqualTo(VALUE);
    assertThat(store().read("b").reveal()).isEqualTo("other");
    assertThat(logins()).isEqualTo(1);
  }

  @Test
  void asksForTheClientSecretAtEachLoginSoThatItMayBeRotated() {
    AtomicReference<Secret> secret = new AtomicReference<>(new Secret("cl13nt"));
    put("a", VALUE);
    vault.timeToLive(Duration.ofSeconds(1));
    AzureKeyVault store = open(clientSecret(new Rotating(secret)));
    store.read("a");

    vault.client(CLIENT, "n3w");
    secret.set(new Secret("n3w"));

    await()
        .untilAsserted(
            () -> {
              assertThat(store.read("a").reveal()).isEqualTo(VALUE);
              assertThat(logins()).isGreaterThan(1);
            });
  }

  private record Rotating(AtomicReference<Secret> secret) implements Credential {
    @Override
    public Secret get() {
      return secret.get();
    }

    @Override
    public boolean refused(Secret value) {
      return false;
    }
  }

  @Test
  void logsInByTheServiceAccountOfAPod() throws IOException {
    put("a", VALUE);
    Path token = Files.writeString(folder.resolve("token"), "e.y.j");
    vault.federated(CLIENT, "e.y.j");

    assertThat(open(new KeyVaultLogin.WorkloadIdentity(KeyVaultSimulator.TENANT, CLIENT, token)).read("a").reveal()).isEqualTo(VALUE);
    refuses(
        () -> open(new KeyVaultLogin.WorkloadIdentity(KeyVaultSimulator.TENANT, CLIENT, folder.resolve("none"))).read("a"), ErrorCode.SECRET_DENIED, "service account", "none");
  }

  @Test
  void logsInByTheIdentityOfTheMachine() throws Exception {
    put("a", VALUE);
    vault.identity("").identity(CLIENT);

    assertThat(MachineProcess.reads(vault.machineAddress(), vault.address(), place, "", "a")).isEqualTo(MachineProcess.read(VALUE));
    assertThat(MachineProcess.reads(vault.machineAddress(), vault.address(), place, CLIENT, "a")).isEqualTo(MachineProcess.read(VALUE));

    assertThat(vault.machineExchanges()).extracting(SimulatorServer.Exchange::status).containsExactly(200, 200);
    assertThat(vault.machineExchanges().get(1).target()).contains("client_id=" + CLIENT);
  }

  @Test
  void aMachineWithoutThatIdentityIsDenied() throws Exception {
    put("a", VALUE);
    vault.identity("");

    assertThat(MachineProcess.reads(vault.machineAddress(), vault.address(), place, CLIENT, "a"))
        .startsWith("refused " + ErrorCode.SECRET_DENIED.code()).contains("caravan.azure.login").doesNotContain(VALUE);
  }

  @Test
  void aWrongClientSecretIsDeniedAfterOneTry() {
    put("a", VALUE);

    refuses(() -> open(clientSecret("wr0ng")).read("a"), ErrorCode.SECRET_DENIED, "does not let Caravan in", "AADSTS7000215: Invalid client secret provided", "caravan.azure.login");

    assertThat(logins()).isEqualTo(1);
  }

  @Test
  void tellsADeniedSecretFromAMissingOne() {
    put("payroll", VALUE);
    vault.deny("payroll");

    refuses(() -> store().read("payroll"), ErrorCode.SECRET_DENIED, "denies 'payroll'", "Key Vault Secrets User");
  }

  @Test
  void aVaultThatFailsIsTriedAgainLater() {
    put("a", VALUE);
    store().read("a");
    vault.failing(503);
    refuses(() -> store().read("a"), ErrorCode.SECRET_STORE, "status 503", "'a'");

    vault.failing(0);

    assertThat(store().read("a").reveal()).isEqualTo(VALUE);
  }

  @Test
  void aVaultThatDoesNotAnswerIsTriedAgainLater() {
    store();
    vault.close();

    refuses(() -> store().read("a"), ErrorCode.SECRET_STORE, "does not answer", vault.address());
  }

  @Test
  void aNameCannotLeadToAnotherPartOfTheApi() {
    for (String name : new String[] {"../keys/a", "a/b", "a?version=1", "a b", ""}) {
      refuses(() -> store().read(name), ErrorCode.SECRET_NAME, "letters, digits and dashes");
    }
    assertThat(vault.exchanges()).isEmpty();
  }
}
