package dev.caravan.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.source.kafka.KafkaBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A topic of a real broker into another one, into the lake and into a table, killed at milestones and at random moments. {@code
 * -Dcaravan.kafka.kills=100} kills more often than once, as everyday runs do.
 */
class KafkaCrashTest {
  private static final int KILLS = Integer.getInteger("caravan.kafka.kills", 1);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void noRecordOfATopicIsLostAndNoneLandsTwice() throws Exception {
    List<String> command = new ArrayList<>(List.of("crash-test", "--kills", Integer.toString(KILLS), "--records", "300"));
    command.addAll(List.of("--source", "kafka", "--sink", "kafka,local,h2", "--brokers", KafkaBroker.shared().address(), "--data", folder.resolve("data").toString()));
    if (System.getProperty("caravan.kill.seed") != null) {
      command.addAll(List.of("--seed", System.getProperty("caravan.kill.seed")));
    }

    CaravanProcess test = CaravanProcess.start(folder.resolve("log.txt"), command);
    int exit = test.finish(3 + KILLS / 2);

    assertThat(exit).as(test::output).isZero();
    assertThat(test.output().lines().toList()).last().asString().startsWith("crash-test: " + KILLS + " kills in ").contains("lost 0, landed twice 0");
  }
}
