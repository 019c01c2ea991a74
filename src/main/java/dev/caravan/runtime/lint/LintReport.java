package dev.caravan.runtime.lint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Findings as text for people, as JSON for programs, and as SARIF 2.1.0 for editors and code hosts. Stateless. */
public final class LintReport {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

  private LintReport() {}

  /** The form of a report. */
  public enum Format {
    TEXT,
    JSON,
    SARIF
  }

  /** The whole report, without a line end behind it. */
  public static String of(List<Finding> findings, Format format) {
    return switch (format) {
      case TEXT -> text(findings);
      case JSON -> written(json(findings));
      case SARIF -> written(sarif(findings));
    };
  }

  private static String text(List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    findings.forEach(finding -> text.append(finding).append('\n'));
    return text.append(summary(findings)).toString();
  }

  private static String summary(List<Finding> findings) {
    long errors = findings.stream().filter(Finding::isError).count();
    long warnings = findings.size() - errors;
    return findings.isEmpty() ? "No findings." : counted(errors, "error") + ", " + counted(warnings, "warning") + ".";
  }

  private static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private static ArrayNode json(List<Finding> findings) {
    ArrayNode array = JSON.createArrayNode();
    for (Finding finding : findings) {
      array.addObject()
          .put("file", finding.place().file())
          .put("line", finding.place().line())
          .put("column", finding.place().column())
          .put("severity", level(finding))
          .put("rule", finding.code())
          .put("message", finding.message())
          .put("required", finding.required())
          .put("got", finding.got())
          .put("next", finding.next())
          .put("link", finding.link());
    }
    return array;
  }

  private static String level(Finding finding) {
    return finding.isError() ? "error" : "warning";
  }

  private static ObjectNode sarif(List<Finding> findings) {
    ObjectNode log = JSON.createObjectNode();
    log.put("$schema", SARIF_SCHEMA).put("version", "2.1.0");
    ObjectNode run = log.putArray("runs").addObject();
    ObjectNode driver = run.putObject("tool").putObject("driver");
    driver.put("name", "Caravan lint");
    ArrayNode rules = driver.putArray("rules");
    Set<String> codes = new LinkedHashSet<>();
    findings.forEach(finding -> codes.add(finding.code()));
    codes.forEach(code -> {
      ObjectNode rule = rules.addObject().put("id", code);
      LintRule.byCode(code).ifPresent(known -> {
        rule.putObject("shortDescription").put("text", known.cause());
        rule.putObject("help").put("text", known.remedy());
      });
    });
    List<String> order = List.copyOf(codes);
    ArrayNode results = run.putArray("results");
    for (Finding finding : findings) {
      ObjectNode result = results.addObject();
      result.put("ruleId", finding.code()).put("ruleIndex", order.indexOf(finding.code())).put("level", level(finding));
      result.putObject("message").put("text", sentence(finding));
      ObjectNode location = result.putArray("locations").addObject().putObject("physicalLocation");
      location.putObject("artifactLocation").put("uri", uri(finding.place().file()));
      // A region begins with a line; what is said of a whole file has none.
      if (finding.place().line() > 0) {
        ObjectNode region = location.putObject("region").put("startLine", finding.place().line());
        if (finding.place().column() > 0) {
          region.put("startColumn", finding.place().column());
        }
      }
    }
    return log;
  }

  private static String sentence(Finding finding) {
    StringBuilder text = new StringBuilder(finding.message());
    if (finding.required() != null) {
      text.append("; requires ").append(finding.required());
    }
    if (finding.got() != null) {
      text.append(finding.required() == null ? "; got " : ", got ").append(finding.got());
    }
    return text.append(". ").append(finding.next()).toString();
  }

  private static String uri(String file) {
    try {
      return new java.net.URI(null, null, file.replace('\\', '/'), null).toASCIIString();
    } catch (java.net.URISyntaxException e) {
      throw new IllegalArgumentException(file, e);
    }
  }

  private static String written(Object tree) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can be written", e);
    }
  }
}
