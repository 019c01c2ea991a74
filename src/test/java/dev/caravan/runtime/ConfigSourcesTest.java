package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigSourcesTest {

  @Test
  void keepsKeysAndDefaultsAsTheyArePromised() {
    assertThat(Arrays.stream(Setting.values()).map(setting -> setting.key() + "=" + setting.byDefault()))
        .containsExactly(
            "caravan.data=caravan-data",
            "caravan.kamelets=kamelets",
            "caravan.contracts=contracts",
            "caravan.http.enabled=auto",
            "caravan.http.host=127.0.0.1",
            "caravan.http.port=8080",
            "caravan.http.tls.certificate=",
            "caravan.http.tls.key=",
            "caravan.http.tls.clients=",
            "caravan.console.enabled=auto",
            "caravan.console.session=12h",
            "caravan.metrics.label-values=200",
            "caravan.users.file=",
            "caravan.users.attempts=5",
            "caravan.users.lockout=15m",
            "caravan.oidc.issuer=",
            "caravan.oidc.audience=caravan",
            "caravan.oidc.roles-claim=roles",
            "caravan.oidc.role-prefix=",
            "caravan.oidc.client-id=",
            "caravan.oidc.client-secret=",
            "caravan.oidc.client-secret-from=",
            "caravan.oidc.scopes=openid profile",
            "caravan.metrics.open=auto",
            "caravan.log.format=text",
            "caravan.traces.endpoint=",
            "caravan.traces.percent=100",
            "caravan.engine.memory=512MB",
            "caravan.engine.threads=0",
            "caravan.ledger.url=",
            "caravan.ledger.user=",
            "caravan.ledger.password=",
            "caravan.ledger.password-from=",
            "caravan.s3.endpoint=",
            "caravan.s3.region=us-east-1",
            "caravan.s3.path-style=auto",
            "caravan.s3.access-key=",
            "caravan.s3.secret-key=",
            "caravan.s3.access-key-from=",
            "caravan.s3.secret-key-from=",
            "caravan.secrets.store=encrypted",
            "caravan.secrets.cache=5m",
            "caravan.secrets.file=",
            "caravan.secrets.key-file=",
            "caravan.secrets.passphrase=",
            "caravan.secrets.folder=/run/secrets",
            "caravan.vault.address=",
            "caravan.vault.namespace=",
            "caravan.vault.engine=secret",
            "caravan.vault.login=token",
            "caravan.vault.mount=",
            "caravan.vault.token=",
            "caravan.vault.token-from=",
            "caravan.vault.role=",
            "caravan.vault.secret-id=",
            "caravan.vault.secret-id-from=",
            "caravan.vault.jwt-file=/var/run/secrets/kubernetes.io/serviceaccount/token",
            "caravan.azure.address=",
            "caravan.azure.authority=https://login.microsoftonline.com",
            "caravan.azure.login=managed-identity",
            "caravan.azure.tenant=",
            "caravan.azure.client-id=",
            "caravan.azure.client-secret=",
            "caravan.azure.client-secret-from=",
            "caravan.azure.token-file=/var/run/secrets/azure/tokens/azure-identity-token",
            "caravan.call.connect=10s",
            "caravan.call.response=5m",
            "caravan.call.idle=60s",
            "caravan.call.whole=15m",
            "caravan.call.patience=15m",
            "caravan.database.connect=10s",
            "caravan.database.answer=15m",
            "caravan.database.take=30s",
            "caravan.database.connections=8",
            "caravan.ledger.answer=60s",
            "caravan.secrets.patience=10s",
            "caravan.retry.attempts=5",
            "caravan.retry.delay=1s",
            "caravan.retry.backoff=2",
            "caravan.retry.jitter=full",
            "caravan.retry.delay-max=60s",
            "caravan.retry.after-max=15m",
            "caravan.failures=",
            "caravan.breaker.failures=50",
            "caravan.breaker.calls=10",
            "caravan.breaker.open=30s",
            "caravan.breaker.probes=3",
            "caravan.breaker.concurrent=64",
            "caravan.breaker.wait=60s",
            "caravan.breaker.reserved=8",
            "caravan.critical=",
            "caravan.disk.reserve=256MB",
            "caravan.lease=15s",
            "caravan.retention.segments=7d",
            "caravan.retention.proposals=365d",
            "caravan.retention.rejects=90d",
            "caravan.rejects.max-size=4GB",
            "caravan.rejects.unmasked-for=",
            "caravan.rejects.by-target=100",
            "caravan.rejects.copy-to=",
            "caravan.events.brokers=",
            "caravan.events.topic=caravan-events",
            "caravan.events.types=all",
            "caravan.events.source=/caravan",
            "caravan.events.preset=none",
            "caravan.events.login=none",
            "caravan.events.credentials=kafka",
            "caravan.events.tls=false",
            "caravan.events.trust=",
            "caravan.events.warn-at=10000",
            "caravan.shutdown=60s",
            "caravan.reload.enabled=auto",
            "caravan.reload.settle=1s",
            "caravan.reload.drain=60s");
  }

  @Test
  void letsTheCommandLineWinOverTheEnvironment() {
    CaravanConfig config =
        new ConfigSources()
            .environment(Map.of("CARAVAN_HTTP_PORT", "9000", "CARAVAN_LEASE", "30s"))
            .commandLine(Map.of("caravan.http.port", "9001"))
            .read();

    assertThat(config.http().port()).isEqualTo(9001);
    assertThat(config.lease()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void tellsEverythingThatIsWrongAtOnceWithoutSecrets() {
    ConfigSources sources =
        new ConfigSources()
            .commandLine(Map.of("caravan.htp.port", "1", "caravan.lease", "15", "caravan.s3.access-key", "hidden"));

    assertThatThrownBy(sources::read)
        .isInstanceOf(CaravanException.class)
        .hasMessageContaining("There is no property 'caravan.htp.port' [config.unknown-key]")
        .hasMessageContaining("Did you mean 'caravan.http.port'?")
        .hasMessageContaining("'caravan.lease' cannot be read; requires a duration with its unit, such as 10s, got '15'")
        .hasMessageContaining("no caravan.s3.secret-key")
        .hasMessageContaining("Looked for in this order: -p caravan.s3.secret-key, environment variable CARAVAN_S3_SECRET_KEY.")
        .hasMessageNotContaining("hidden");
  }

  @Test
  void tellsLineAndFileOfAWrongValueAndWhereItWasLookedFor(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("shop.properties"), "# the shop\ncaravan.lease=soon\ncaravan.datasource.shop.user=anna\n");

    assertThatThrownBy(new ConfigSources().classPath().file(file)::read)
        .hasMessageContaining(file + ":2: The property 'caravan.lease' cannot be read")
        .hasMessageContaining(
            "Looked for in this order: -p caravan.lease, environment variable CARAVAN_LEASE, " + file + ", application.properties, the default 15s.")
        .hasMessageContaining("The data source 'shop' has no address")
        .hasMessageContaining(
            "Looked for in this order: -p caravan.datasource.shop.url, environment variable CARAVAN_DATASOURCE_SHOP_URL, " + file + ", application.properties.");
  }

  @Test
  void refusesAnUnknownStoreAndASecretGivenTwice() {
    ConfigSources sources =
        new ConfigSources()
            .commandLine(
                Map.of(
                    "caravan.secrets.store", "safe",
                    "caravan.ledger.url", "jdbc:postgresql://db/ledger",
                    "caravan.ledger.password", "hidden",
                    "caravan.ledger.password-from", "ledger"));

    assertThatThrownBy(sources::read)
        .hasMessageContaining("requires one of encrypted, environment, files, vault, azure, got 'safe'")
        .hasMessageContaining("requires one of caravan.ledger.password and caravan.ledger.password-from, got both")
        .hasMessageNotContaining("hidden");
  }

  @Test
  void refusesAVaultThatCannotBeReachedAsConfigured() {
    assertThatThrownBy(new ConfigSources().commandLine(Map.of("caravan.vault.address", "vault:8200", "caravan.vault.token", "hidden"))::read)
        .hasMessageContaining("requires an address such as https://vault:8200, got 'vault:8200'");
    assertThatThrownBy(new ConfigSources().commandLine(Map.of("caravan.vault.address", "https://v", "caravan.vault.login", "ldap"))::read)
        .hasMessageContaining("requires token, approle or kubernetes, got 'ldap'");
    assertThatThrownBy(new ConfigSources().commandLine(Map.of("caravan.vault.address", "https://v", "caravan.vault.login", "approle"))::read)
        .hasMessageContaining("requires caravan.vault.role and caravan.vault.secret-id");
    assertThatThrownBy(new ConfigSources().commandLine(Map.of("caravan.vault.address", "https://v", "caravan.vault.token-from", "vault:token"))::read)
        .hasMessageContaining("requires a secret of another store");
    assertThatThrownBy(new ConfigSources().commandLine(Map.of("caravan.secrets.store", "vault"))::read)
        .hasMessageContaining("requires caravan.vault.address");
  }

  @Test
  void tellsWhatASettingOfAzureKeyVaultLacks() {
    assertThatThrownBy(new ConfigSources().commandLine(Map.of("caravan.azure.address", "http://shop.vault.azure.net"))::read)
        .hasMessageContaining("requires an address such as https://shop.vault.azure.net, got 'http://shop.vault.azure.net'");
    assertThatThrownBy(new ConfigSources().commandLine(Map.of("caravan.azure.address", "https://v", "caravan.azure.login", "ldap"))::read)
        .hasMessageContaining("requires client-secret, workload-identity or managed-identity, got 'ldap'");
    assertThatThrownBy(new ConfigSources().commandLine(Map.of("caravan.azure.address", "https://v", "caravan.azure.login", "client-secret"))::read)
        .hasMessageContaining("requires caravan.azure.tenant, caravan.azure.client-id and caravan.azure.client-secret");
    assertThatThrownBy(
            new ConfigSources()
                .commandLine(
                    Map.of(
                        "caravan.azure.address", "https://v", "caravan.azure.login", "client-secret", "caravan.azure.tenant", "t", "caravan.azure.client-id", "c",
                        "caravan.azure.client-secret-from", "azure:client"))
                ::read)
        .hasMessageContaining("a secret of another store");
    assertThatThrownBy(new ConfigSources().commandLine(Map.of("caravan.secrets.store", "azure"))::read)
        .hasMessageContaining("requires caravan.azure.address");
  }

  @Test
  void passesSecretsToNobody() {
    CaravanConfig config =
        new ConfigSources().commandLine(Map.of("caravan.ledger.password", "hidden", "camel.main.name", "x")).read();

    assertThat(config.camel()).containsEntry("camel.main.name", "x").doesNotContainValue("hidden");
    assertThat(config.toString()).doesNotContain("hidden");
  }

  @Test
  void tellsWhatIsWrongInATableOfFailuresBesideAllElse(@TempDir Path folder) throws IOException {
    Path table = Files.writeString(folder.resolve("failures.yaml"), "rules:\n  - {name: a, http: 503, klass: bug}\n");

    assertThatThrownBy(() -> new ConfigSources().commandLine(Map.of("caravan.failures", table.toString(), "caravan.retry.jitter", "half")).read())
        .hasMessageContaining(table + ":2:26: A table of failures has no key 'klass' here")
        .hasMessageContaining("'caravan.retry.jitter' cannot be read; requires full or none, got 'half'");
  }
}
