package dev.caravan.source.kafka;

import dev.caravan.Secrets;
import dev.caravan.source.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Where the brokers are and how they are told who asks. Secrets are read at each use. */
public final class KafkaLogin {
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

  /** @param parameters of the Kamelet that is told these */
  public KafkaLogin(Parameters parameters) {
    this.parameters = parameters;
  }

  /** Addresses to begin with, host:port, separated by commas. */
  public void brokers(String text) {
    brokers = String.join(",", Parameters.list(text));
  }

  public String brokers() {
    return brokers;
  }

  public void preset(String text) {
    preset = parameters.choice("preset", text, List.of("none", EVENT_HUBS));
  }

  public void login(String text) {
    login = parameters.choice("login", text, LOGINS);
  }

  public void tls(String text) {
    tls = Boolean.parseBoolean(parameters.choice("tls", text, List.of("true", "false")));
  }

  /** PEM file of the authorities that sign for the brokers; those of the Java machine when it is blank. */
  public void trust(String text) {
    trust = text.strip();
  }

  /** What the names of the secrets begin with. */
  public void credentials(String text) {
    credentials = text.isBlank() ? "kafka" : text.strip();
  }

  /** @throws dev.caravan.CaravanException KAMELET_PARAMETER when no broker is named */
  public void check() {
    if (brokers.isEmpty()) {
      throw parameters.bad("brokers", "host:port, several separated by commas", brokers);
    }
  }

  /** Properties of a client, secrets among them. */
  public Map<String, String> properties(Secrets secrets) {
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

  /**
   * Further properties of a client that an integrator gives: name=value, separated by commas.
   *
   * @param refused those that are not for integrators, beside what logs in
   */
  public static Map<String, String> further(Parameters parameters, String text, Set<String> refused) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : Parameters.list(text)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw parameters.bad("properties", "name=value, several separated by commas", pair);
      }
      String name = pair.substring(0, equals).strip();
      if (refused.contains(name) || name.startsWith("sasl.") || name.startsWith("ssl.")) {
        throw parameters.bad("properties", "properties that no other parameter decides on", name);
      }
      pairs.put(name, pair.substring(equals + 1).strip());
    }
    return Map.copyOf(pairs);
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
