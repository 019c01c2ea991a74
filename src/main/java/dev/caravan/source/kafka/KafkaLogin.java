package dev.caravan.source.kafka;

import dev.caravan.Secrets;
import dev.caravan.source.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Where the brokers are and how they are told who asks. Secrets are read at each use. */
final class KafkaLogin {
  /** Properties of the client that are not for integrators: what lands depends on them. */
  static final Set<String> OURS =
      Set.of(
          "bootstrap.servers", "group.id", "group.protocol", "enable.auto.commit", "auto.offset.reset", "key.deserializer", "value.deserializer",
          "security.protocol", "max.poll.records", "allow.auto.create.topics");

  private static final List<String> LOGINS = List.of("none", "plain", "scram-sha-256", "scram-sha-512", "certificate");
  private static final String EVENT_HUBS = "event-hubs";
  private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";
  private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";

  private final Parameters parameters;
  private String brokers = "";
  private String preset = "none";
  private String login = "none";
  private boolean tls;
  private String trust = "";
  private String credentials = "kafka";

  KafkaLogin(Parameters parameters) {
    this.parameters = parameters;
  }

  void brokers(String text) {
    brokers = String.join(",", Parameters.list(text));
  }

  String brokers() {
    return brokers;
  }

  void preset(String text) {
    preset = parameters.choice("preset", text, List.of("none", EVENT_HUBS));
  }

  void login(String text) {
    login = parameters.choice("login", text, LOGINS);
  }

  void tls(String text) {
    tls = Boolean.parseBoolean(parameters.choice("tls", text, List.of("true", "false")));
  }

  void trust(String text) {
    trust = text.strip();
  }

  void credentials(String text) {
    credentials = text.isBlank() ? "kafka" : text.strip();
  }

  void check() {
    if (brokers.isEmpty()) {
      throw parameters.bad("brokers", "host:port, several separated by commas", brokers);
    }
  }

  /** Properties of a client, secrets among them. */
  Map<String, String> properties(Secrets secrets) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("bootstrap.servers", brokers);
    if (preset.equals(EVENT_HUBS)) {
      eventHubs(properties, secrets);
      return properties;
    }
    switch (login) {
      case "none" -> properties.put("security.protocol", tls ? "SSL" : "PLAINTEXT");
      case "certificate" -> {
        properties.put("security.protocol", "SSL");
        properties.put("ssl.keystore.type", "PEM");
        properties.put("ssl.keystore.certificate.chain", secret(secrets, "certificate"));
        properties.put("ssl.keystore.key", secret(secrets, "key"));
      }
      default -> {
        properties.put("security.protocol", tls ? "SASL_SSL" : "SASL_PLAINTEXT");
        properties.put("sasl.mechanism", login.toUpperCase(Locale.ROOT));
        properties.put("sasl.jaas.config", jaas(login.equals("plain") ? PLAIN : SCRAM, secret(secrets, "user"), secret(secrets, "password")));
      }
    }
    if (!trust.isEmpty()) {
      properties.put("ssl.truststore.type", "PEM");
      properties.put("ssl.truststore.location", trust);
    }
    return properties;
  }

  /** As Azure's own pages say: it drops connections that are idle for four minutes. */
  private void eventHubs(Map<String, String> properties, Secrets secrets) {
    properties.put("security.protocol", "SASL_SSL");
    properties.put("sasl.mechanism", "PLAIN");
    properties.put("sasl.jaas.config", jaas(PLAIN, "$ConnectionString", secret(secrets, "connection-string")));
    properties.put("metadata.max.age.ms", "180000");
    properties.put("connections.max.idle.ms", "180000");
    properties.put("request.timeout.ms", "60000");
  }

  private String secret(Secrets secrets, String part) {
    return secrets.secret(credentials + "/" + part).reveal();
  }

  private static String jaas(String module, String user, String password) {
    return module + " required username=" + quoted(user) + " password=" + quoted(password) + ";";
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
