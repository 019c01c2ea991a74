package dev.caravan.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.ErrorCode;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class KafkaFailuresTest {
  private final KafkaConfig config = new KafkaConfig().setFlow("orders").setBrokers("kafka-1:9092").setTopics("orders");

  private ErrorCode code(RuntimeException failure) {
    return KafkaFailures.told(config, failure).code();
  }

  @Test
  void tellsWhatWillPassFromWhatSomebodyMustMend() {
    assertThat(code(new TimeoutException("no answer"))).isEqualTo(ErrorCode.KAFKA_UNREACHABLE);
    assertThat(code(new SaslAuthenticationException("wrong password"))).isEqualTo(ErrorCode.KAFKA_REFUSED);
    assertThat(code(new TopicAuthorizationException("orders"))).isEqualTo(ErrorCode.KAFKA_REFUSED);
    assertThat(code(new KafkaException("cannot be made", new ConfigException("no such protocol")))).isEqualTo(ErrorCode.KAMELET_PARAMETER);
    assertThat(code(new KafkaException("cannot be made", new ConfigException("No resolvable bootstrap urls given in bootstrap.servers")))).isEqualTo(ErrorCode.KAFKA_UNREACHABLE);
    assertThat(code(new IllegalStateException("a bug"))).isEqualTo(ErrorCode.FLOW_BUG);
  }
}
