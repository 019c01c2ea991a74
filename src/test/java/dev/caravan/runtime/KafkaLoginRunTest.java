package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.ErrorCode;
import dev.caravan.source.FlowProgress;
import dev.caravan.source.kafka.BrokerLogins;
import dev.caravan.source.kafka.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that ask who reads: SASL PLAIN and SCRAM, in clear and over TLS, and certificates of clients. */
@Timeout(180)
class KafkaLoginRunTest {
  private static final KafkaBroker BROKER = KafkaPlace.BROKER;
  private static BrokerLogins logins;

  @TempDir Path folder;
  private KafkaPlace place;
  private String topic;

  @BeforeAll
  static void letIn() throws Exception {
    logins = BROKER.logins();
  }

  @BeforeEach
  void prepare() throws IOException {
    place = new KafkaPlace(folder);
    place.place().set("caravan.secrets.store", "files").set("caravan.secrets.folder", folder.resolve("secrets").toString());
    topic = BROKER.topic("guarded", 1);
    secret("user", BrokerLogins.USER);
  }

  private void secret(String name, String value) throws IOException {
    Path file = folder.resolve("secrets/kafka").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, value);
  }

  private void lands(String address, String... parameters) throws IOException {
    BROKER.send(topic, 0, "{\"id\":1}");
    place.flow(address, topic, "", parameters);
    assertThat(place.landing().counts().landed()).as(String.join(", ", parameters)).isEqualTo(1);
  }

  @Test
  void nameAndPasswordLetAFlowInAndAWrongOneStopsIt() throws Exception {
    secret("password", "wrong");
    place.flow(logins.passwordAddress(), topic, "", "login: plain");
    FlowProgress refused = place.once();
    assertThat(refused.problem().code()).isEqualTo(ErrorCode.KAFKA_REFUSED);
    assertThat(refused.problem().message()).doesNotContain("wrong");

    secret("password", BrokerLogins.PLAIN_PASSWORD);
    lands(logins.passwordAddress(), "login: plain");
    secret("password", BrokerLogins.SCRAM_PASSWORD);
    lands(logins.passwordAddress(), "login: scram-sha-256");
  }

  @Test
  void aBrokerBehindTlsIsTrustedByItsAuthorityAndLetsInByScramOrByACertificate() throws Exception {
    Path trust = Files.writeString(folder.resolve("authority.pem"), logins.certificate());
    secret("password", BrokerLogins.SCRAM_PASSWORD);
    lands(logins.secureAddress(), "login: scram-sha-512", "tls: true", "trust: " + trust);
    secret("certificate", logins.certificate());
    secret("key", logins.key());
    lands(logins.certificateAddress(), "login: certificate", "trust: " + trust);

    place.flow(logins.secureAddress(), topic, "", "login: scram-sha-512", "tls: true");
    assertThat(place.once().problem().code()).as("nobody vouches for the broker").isEqualTo(ErrorCode.KAFKA_REFUSED);
  }
}
