package dev.caravan.runtime.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.Map;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the log tells can be changed while the process runs, as far as no secret can come into it. */
class LogLevelsTest {
  private static final String LOGGER = "dev.caravan.of.this.test.alone";

  @Test
  void aLevelIsChangedOverJmxAndTakenBack() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try (LogLevels levels = LogLevels.show()) {
      assertThat(levels).isNotNull();
      LogLevelsMBean remote = JMX.newMBeanProxy(server, new ObjectName(LogLevels.NAME), LogLevelsMBean.class);

      assertThat(remote.changeLevel(LOGGER, "debug")).isEqualTo("DEBUG");
      assertThat(LoggerFactory.getLogger(LOGGER).isDebugEnabled()).isTrue();
      assertThat(remote.getLevels()).containsEntry(LOGGER, "DEBUG").containsKey("org.apache.camel");

      remote.changeLevel(LOGGER, "");
      assertThat(remote.getLevels()).doesNotContainKey(LOGGER);
    }
    assertThat(server.isRegistered(new ObjectName(LogLevels.NAME))).isFalse();
  }

  @Test
  void librariesThatMayWriteSecretsTellNoMore() {
    try (LogLevels levels = LogLevels.show()) {
      Map<String, String> before = levels.getLevels();
      for (String logger : new String[] {"org.apache.hc.client5.http.wire", "org.apache.camel", "ROOT", "dev.caravanserai"}) {
        assertThatThrownBy(() -> levels.changeLevel(logger, "TRACE")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("libraries may write secrets");
      }
      assertThatThrownBy(() -> levels.changeLevel(LOGGER, "LOUD")).hasMessage("Requires ERROR, WARN, INFO, DEBUG, TRACE or nothing, got 'LOUD'");
      assertThat(levels.getLevels()).isEqualTo(before);
    }
  }

  @Test
  void severalRuntimesOfAProcessShowTheLevelsOnce() throws Exception {
    ObjectName name = new ObjectName(LogLevels.NAME);
    try (LogLevels first = LogLevels.show()) {
      LogLevels.show().close();
      assertThat(ManagementFactory.getPlatformMBeanServer().isRegistered(name)).as("by %s", first).isTrue();
    }
  }
}
