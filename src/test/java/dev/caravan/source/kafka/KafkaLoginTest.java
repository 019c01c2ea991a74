package dev.caravan.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.Secret;
import dev.caravan.Secrets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaLoginTest {
  private static final Secrets SECRETS =
      new Secrets() {
        private final Map<String, String> values =
            Map.of(
                "cluster/user", "anna", "cluster/password", "p\"w\\d", "cluster/connection-string", "Endpoint=sb://shop/;SharedAccessKey=k=",
                "cluster/certificate", "CERTIFICATE", "cluster/key", "KEY");

        @Override
        public Secret secret(String name) {
          return new Secret(values.get(name));
        }

        @Override
        public boolean refused(String name, Secret value) {
          return false;
        }

        @Override
        public Secrets usedBy(String user) {
          return this;
        }
      };

  private final KafkaConfig config = new KafkaConfig().setBrokers(" kafka-1:9092 , kafka-2:9092").setCredentials("cluster");

  private Map<String, String> properties() {
    return config.login().properties(SECRETS);
  }

  @Test
  void aPasswordStaysWhatItIsWhateverSignsItHas() {
    config.setLogin("scram-sha-512").setTls("true").setTrust("ca.pem");

    assertThat(properties())
        .containsEntry("bootstrap.servers", "kafka-1:9092,kafka-2:9092")
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
        .containsEntry("ssl.truststore.location", "ca.pem")
        .containsEntry(
            "sasl.jaas.config",
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"anna\" password=\"p\\\"w\\\\d\";");
  }

  @Test
  void aCertificateOfTheClientIsHandedOverAsPem() {
    config.setLogin("certificate");

    assertThat(properties())
        .containsEntry("security.protocol", "SSL")
        .containsEntry("ssl.keystore.type", "PEM")
        .containsEntry("ssl.keystore.certificate.chain", "CERTIFICATE")
        .containsEntry("ssl.keystore.key", "KEY");
  }

  @Test
  void eventHubsAreLoggedIntoByTheirConnectionString() {
    config.setPreset("event-hubs");

    assertThat(properties())
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.mechanism", "PLAIN")
        .containsEntry("connections.max.idle.ms", "180000");
    assertThat(properties().get("sasl.jaas.config")).contains("username=\"$ConnectionString\"").contains("password=\"Endpoint=sb://shop/;SharedAccessKey=k=\"");
  }

  @Test
  void whatLandsIsDecidedByNoPropertyOfTheClient() {
    for (String property : new String[] {"enable.auto.commit=true", "auto.offset.reset=latest", "sasl.jaas.config=x", "group.id=x"}) {
      assertThatThrownBy(() -> config.setProperties(property)).as(property).isInstanceOf(CaravanException.class).hasMessageContaining("kamelet.parameter");
    }
    assertThat(config.setProperties("client.rack=a").properties()).containsEntry("client.rack", "a");
  }
}
