package dev.caravan.source.kafka;

import dev.caravan.runtime.vault.SelfSigned;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.awaitility.Awaitility;

/** Ports of a broker that let in only who logs in, and what lets {@value #USER} in. */
public final class BrokerLogins {
  public static final String USER = "anna";
  /** by SASL PLAIN */
  public static final String PLAIN_PASSWORD = "p\"w\\d=,x";
  /** by SCRAM */
  public static final String SCRAM_PASSWORD = "secret-of-anna";

  private static final String MODULE = "org.apache.kafka.common.security.%s required%s;";

  private final int passwordPort;
  private final int securePort;
  private final int certificatePort;
  private final Path store;

  BrokerLogins(Path folder, int passwordPort, int securePort, int certificatePort) throws IOException {
    this.passwordPort = passwordPort;
    this.securePort = securePort;
    this.certificatePort = certificatePort;
    try {
      this.store = SelfSigned.store(folder);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Takes names and passwords, in clear. */
  public String passwordAddress() {
    return "127.0.0.1:" + passwordPort;
  }

  /** Takes names and passwords over TLS. */
  public String secureAddress() {
    return "127.0.0.1:" + securePort;
  }

  /** Takes the certificate of a client. */
  public String certificateAddress() {
    return "127.0.0.1:" + certificatePort;
  }

  /** The certificate of the broker, and of the client it lets in, as PEM. */
  public String certificate() throws IOException, GeneralSecurityException {
    return SelfSigned.certificate(store);
  }

  /** The key of that certificate, as PEM. */
  public String key() throws IOException, GeneralSecurityException {
    return SelfSigned.key(store);
  }

  /** What is to follow the listeners that a broker has anyway. */
  String listeners() {
    return ",PASSWORD://" + passwordAddress() + ",SECURE://" + secureAddress() + ",CERTIFICATE://" + certificateAddress();
  }

  String protocols() {
    return ",PASSWORD:SASL_PLAINTEXT,SECURE:SASL_SSL,CERTIFICATE:SSL";
  }

  void configure(Properties settings) {
    for (String listener : List.of("password", "secure")) {
      String prefix = "listener.name." + listener + ".";
      settings.put(prefix + "sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512");
      settings.put(prefix + "plain.sasl.jaas.config", MODULE.formatted("plain.PlainLoginModule", " user_" + USER + "=\"" + PLAIN_PASSWORD.replace("\\", "\\\\").replace("\"", "\\\"") + "\""));
      settings.put(prefix + "scram-sha-256.sasl.jaas.config", MODULE.formatted("scram.ScramLoginModule", ""));
      settings.put(prefix + "scram-sha-512.sasl.jaas.config", MODULE.formatted("scram.ScramLoginModule", ""));
    }
    for (String listener : List.of("secure", "certificate")) {
      for (String kind : List.of("keystore", "truststore")) {
        String prefix = "listener.name." + listener + ".ssl." + kind + ".";
        settings.put(prefix + "type", "PKCS12");
        settings.put(prefix + "location", store.toString());
        settings.put(prefix + "password", SelfSigned.PASSWORD);
      }
    }
    settings.put("listener.name.certificate.ssl.client.auth", "required");
  }

  /** Lets the user in by SCRAM too, and waits until that holds. */
  void letIn(Admin admin) throws ExecutionException, InterruptedException {
    for (ScramMechanism mechanism : List.of(ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512)) {
      admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(USER, new ScramCredentialInfo(mechanism, 4096), SCRAM_PASSWORD))).all().get();
      Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> loggedIn(mechanism));
    }
  }

  private boolean loggedIn(ScramMechanism mechanism) throws ExecutionException, InterruptedException {
    String login = MODULE.formatted("scram.ScramLoginModule", " username=\"" + USER + "\" password=\"" + SCRAM_PASSWORD + "\"");
    Map<String, Object> settings =
        Map.of("bootstrap.servers", passwordAddress(), "security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", mechanism.mechanismName(), "sasl.jaas.config", login);
    try (Admin user = Admin.create(settings)) {
      return user.describeCluster().clusterId().get() != null;
    }
  }
}
