package dev.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.batch.CellRules;
import dev.caravan.batch.CsvDialect;
import dev.caravan.batch.Format;
import dev.caravan.batch.Segment;
import dev.caravan.batch.SegmentSample;
import dev.caravan.contract.Contract;
import dev.caravan.contract.ContractCompiler;
import dev.caravan.quality.Trial;
import dev.caravan.runtime.routetest.Outcome;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of a new pipeline as text.
 *
 * @param dataset {@code system/entity}
 * @param path what the route takes, as a parameter of file-source
 * @param columnar the file is Parquet, and the segment holds its rows as NDJSON
 * @param unreadable what is wrong with records that cannot be read
 */
record PipelineDraft(String dataset, Contract.Dataset contract, String path, Segment segment, boolean columnar, List<Trial.Failure> unreadable) {
  private static final int SAMPLE_RECORDS = 5;
  private static final int SAMPLE_BYTES = 8 << 10;
  private static final int UNREADABLE_RECORDS = 3;

  /** A case of the test: what is delivered. */
  record Sample(String name, String text) {}

  /** The id of the route, and the name of its file. */
  static String id(String dataset) {
    return dataset.replace('/', '-');
  }

  String route(String schedule) {
    List<Object> steps = new ArrayList<>();
    // What cleans values stands in the contract; the step shows where more of it would be said.
    if (ContractCompiler.reads(contract).stream().anyMatch(read -> !read.rules().equals(CellRules.STRICT))) {
      steps.add(step("normalize-action", "contract"));
    }
    steps.add(step("validate-action", "contract"));
    steps.add(step("lake-sink", "dataset"));
    Map<String, Object> from = new LinkedHashMap<>();
    from.put("uri", "kamelet:file-source");
    from.put("parameters", source(schedule));
    from.put("steps", steps);
    Map<String, Object> route = new LinkedHashMap<>();
    route.put("id", id(dataset));
    route.put("routeConfigurationId", "ingest");
    route.put("from", from);
    return "# " + dataset + ": files into the lake, under contract.\n" + YamlText.write(List.of(Map.of("route", route)));
  }

  private Map<String, Object> step(String kamelet, String parameter) {
    Map<String, Object> to = new LinkedHashMap<>();
    to.put("uri", "kamelet:" + kamelet);
    to.put("parameters", Map.of(parameter, dataset));
    return Map.of("to", to);
  }

  // What was found out of this file is said of all that come: one of another shape is told, not guessed at.
  private Map<String, Object> source(String schedule) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("path", whole(path));
    parameters.put("format", columnar ? "parquet" : segment.format().name().toLowerCase(java.util.Locale.ROOT));
    if (!segment.encoding().equals("UTF-8")) {
      parameters.put("encoding", segment.encoding());
    }
    CsvDialect dialect = segment.dialect();
    if (dialect != null) {
      parameters.put("delimiter", dialect.delimiter() == '\t' ? "tab" : whole(String.valueOf(dialect.delimiter())));
      parameters.put("quote", dialect.quote() == 0 ? "none" : String.valueOf(dialect.quote()));
      if (dialect.escape() != dialect.quote()) {
        parameters.put("escape", String.valueOf(dialect.escape()));
      }
      // A preface in front of the header is found again only as long as nothing is said of either.
      if (dialect.leadingRecords() == 0) {
        parameters.put("header", dialect.header());
        if (dialect.skipLines() > 0) {
          parameters.put("skipLines", dialect.skipLines());
        }
      }
    }
    parameters.put("schedule", schedule);
    return parameters;
  }

  /** Kamelet parameters travel as a URI. */
  private static String whole(String text) {
    return text.matches("(?s).*[&%+].*") ? "RAW(" + text + ")" : text;
  }

  /** A path as the source takes it: signs of a pattern put into brackets, so that they mean themselves. */
  static String literal(Path file) {
    return file.toString().replaceAll("[\\[*?{]", "[$0]");
  }

  List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    samples.add(new Sample("the first records land", SegmentSample.text(segment, SAMPLE_RECORDS, SAMPLE_BYTES)));
    if (!unreadable.isEmpty() && segment.format() != Format.JSON) {
      StringBuilder text = new StringBuilder(SegmentSample.head(segment));
      for (Trial.Failure failure : unreadable.subList(0, Math.min(UNREADABLE_RECORDS, unreadable.size()))) {
        String raw = new String(failure.raw(), Charset.forName(segment.encoding()));
        text.append(raw).append(raw.endsWith("\n") ? "" : "\n");
      }
      samples.add(new Sample("records that cannot be read are rejected", text.toString()));
    }
    return samples;
  }

  /** @param outcomes of the samples; none for a draft that is to be run to learn them */
  String test(List<Sample> samples, List<Outcome> outcomes) {
    List<Object> cases = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", samples.get(i).name());
      if (columnar) {
        one.put("format", "ndjson");
      }
      one.put("inputText", samples.get(i).text());
      if (!outcomes.isEmpty()) {
        expect(outcomes.get(i), one);
      }
      cases.add(one);
    }
    return "# Records as they were delivered, and what became of them when the pipeline was made: change what should be otherwise.\n"
        + YamlText.write(Map.of("cases", cases));
  }

  private static void expect(Outcome outcome, Map<String, Object> one) {
    List<JsonNode> landed = outcome.landed().values().stream().flatMap(List::stream).map(PipelineDraft::expected).toList();
    if (!landed.isEmpty()) {
      one.put("landed", landed);
    }
    if (!outcome.rejected().isEmpty()) {
      one.put("rejected", outcome.rejected());
    }
    if (!outcome.warnings().isEmpty()) {
      one.put("warnings", outcome.warnings());
    }
  }

  // A column that is left out is null, and an object would be taken for a matcher.
  private static JsonNode expected(ObjectNode row) {
    ObjectNode expected = JsonNodeFactory.instance.objectNode();
    row.properties().forEach(cell -> {
      if (cell.getValue().isObject()) {
        expected.set(cell.getKey(), JsonNodeFactory.instance.objectNode().set("equals", cell.getValue()));
      } else if (!cell.getValue().isNull()) {
        expected.set(cell.getKey(), cell.getValue());
      }
    });
    return expected;
  }
}
