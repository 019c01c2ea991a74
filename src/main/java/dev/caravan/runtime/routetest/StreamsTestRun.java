package dev.caravan.runtime.routetest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.streams.StreamsFile;
import dev.caravan.streams.StreamsReader;
import dev.caravan.streams.StreamsTrial;
import dev.caravan.streams.StreamsWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the cases of the test of a file of streams, each from an empty state. Used once, by one thread. */
final class StreamsTestRun {
  private final RouteTestFile test;
  private final StreamsFile streams;
  private final Path folder;

  /**
   * @param folder for what steps remember; the caller deletes it
   * @throws CaravanException with everything that is wrong with the file of streams
   */
  StreamsTestRun(CaravanConfig config, RouteTestFile test, Path folder) {
    this.test = test;
    this.folder = folder;
    this.streams = StreamsReader.read(test.subject().toString(), text(test.subject()), config.camel());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.FILE_NOT_FOUND, "the file of streams " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  static RouteTestResult result(CaravanConfig config, RouteTestFile test, Path folder) {
    try {
      return new StreamsTestRun(config, test, folder).run();
    } catch (CaravanException e) {
      return new RouteTestResult(test.file(), List.of(), e.problems());
    }
  }

  private RouteTestResult run() {
    List<RouteTestResult.Case> results = new ArrayList<>();
    for (RouteTestCase one : test.cases()) {
      results.add(run(one, folder.resolve("case-" + results.size())));
    }
    return new RouteTestResult(test.file(), results, List.of());
  }

  private RouteTestResult.Case run(RouteTestCase one, Path state) {
    long begin = System.nanoTime();
    try (StreamsTrial trial = new StreamsTrial(streams, state)) {
      for (JsonNode message : ((RouteTestCase.Input.Records) one.input()).records()) {
        StreamsInput input = StreamsInput.of(message, one.place(), trial.sources(), trial.from());
        trial.send(input.source(), StreamsInput.bytes(input.key()), StreamsInput.bytes(input.value()), input.time());
      }
      Outcome outcome = outcome(trial);
      return new RouteTestResult.Case(one.name(), Comparison.of(one.expectation(), outcome), outcome, Duration.ofNanos(System.nanoTime() - begin));
    }
  }

  private static Outcome outcome(StreamsTrial trial) {
    Map<String, List<ObjectNode>> landed = new LinkedHashMap<>();
    landed.put(trial.sink(), trial.written().stream().map(ObjectNode.class::cast).toList());
    List<JsonNode> rejected = new ArrayList<>();
    for (StreamsTrial.Rejected reject : trial.rejected()) {
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("rule", reject.rule());
      told.put("step", reject.step());
      told.put("reason", reject.reason());
      rejected.add(Cells.row(told));
    }
    return new Outcome(
        landed, rejected, trial.counted(StreamsWatch.End.FILTERED), trial.counted(StreamsWatch.End.DEDUPLICATED), Map.of(), Map.of(), null, Instant.now());
  }
}
