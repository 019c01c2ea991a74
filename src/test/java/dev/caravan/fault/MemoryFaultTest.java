package dev.caravan.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.ErrorCode;
import dev.caravan.fault.Operator.Seen;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A step that runs out of memory: of the engine, or of Java's heap. */
@Timeout(120)
class MemoryFaultTest {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int ROWS = 200_000;

  @TempDir Path folder;

  @AfterEach
  void sate() {
    HungryStep.HUNGRY.set(false);
  }

  private static void assertToldAndKept(Operator operator, Seen seen, ErrorCode code, String shown) throws IOException {
    assertThat(seen.exit()).as(seen.log().toString()).isEqualTo(FAILED);
    assertThat(seen.of("orders")).filteredOn(line -> line.startsWith("ERROR")).singleElement().asString().contains("[" + code.code() + "]").contains(shown).contains("which is kept").contains("next: ");
    assertThat(operator.ledger()).singleElement().satisfies(run -> {
      assertThat(run.path("state").asText()).isEqualTo("failed");
      assertThat(run.path("code").asText()).isEqualTo(code.code());
      assertThat(run.path("read").asLong()).isZero();
    });
    OperatorsPage.tells(code, shown);
  }

  @Test
  void anEngineOutOfMemoryKeepsTheBatchUntilItHasMore() throws IOException {
    Operator operator = new Operator(folder).deliver("orders", "a.csv", 1, ROWS).fileFlow("orders", "- to: {uri: \"kamelet:deduplicate-action\", parameters: {keys: id}}", Operator.toLake("orders"));
    operator.set("caravan.retry.attempts", "0").set("caravan.engine.memory", "5MB");
    assertToldAndKept(operator, operator.runOnce(), ErrorCode.ENGINE_MEMORY, "Out of Memory");

    operator.set("caravan.engine.memory", "256MB");
    assertThat(operator.runOnce().exit()).isEqualTo(DONE);
    JsonNode last = operator.ledger().get(0);
    assertThat(last.path("landed").asLong()).isEqualTo(ROWS);
    operator.assertBalanced();
  }

  @Test
  void aStepOutOfHeapStopsItsFlowOnlyAndTheBatchLandsWhenThereIsRoom() throws IOException {
    Operator operator = new Operator(folder).deliver("orders", "a.csv", 1, 20).deliver("others", "a.csv", 1, 20);
    operator.fileFlow("orders", "- bean: {beanType: dev.caravan.fault.HungryStep, method: eat}", Operator.toLake("orders")).fileFlow("others", Operator.toLake("others"));
    HungryStep.HUNGRY.set(true);
    Seen during = operator.runOnce();
    HungryStep.HUNGRY.set(false);

    assertThat(during.exit()).as(during.log().toString()).isEqualTo(FAILED);
    assertThat(during.of("orders")).filteredOn(line -> line.startsWith("ERROR")).singleElement().asString()
        .contains("[" + ErrorCode.FLOW_MEMORY.code() + "]").contains("Java heap").contains("which is kept").contains("next: ");
    OperatorsPage.tells(ErrorCode.FLOW_MEMORY, "Java heap");
    assertThat(operator.landed(List.of("test.others")).get("test.others")).hasSize(20);

    assertThat(operator.runOnce().exit()).isEqualTo(DONE);
    assertThat(operator.landed(List.of("test.orders")).get("test.orders")).isEqualTo(LongStream.rangeClosed(1, 20).boxed().toList());
    operator.assertBalanced();
  }
}
