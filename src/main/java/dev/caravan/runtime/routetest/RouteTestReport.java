package dev.caravan.runtime.routetest;

import dev.caravan.Problem;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Results as text for people and as JUnit XML for machines. */
public final class RouteTestReport {
  private RouteTestReport() {}

  /** One file: a line a case, and below a case that failed what differs. Ends with a line break. */
  public static String text(RouteTestResult result) {
    StringBuilder text = new StringBuilder(result.file().toString()).append('\n');
    for (RouteTestResult.Case one : result.cases()) {
      text.append(one.passed() ? "  passed  " : "  FAILED  ").append(one.name()).append('\n');
      one.differences().forEach(difference -> text.append(difference.toString().indent(6)));
    }
    result.problems().forEach(problem -> text.append(("NOT RUN " + problem).indent(2)));
    return text.toString();
  }

  /** {@code 12 passed, 1 failed}. */
  public static String summary(List<RouteTestResult> results) {
    long passed = cases(results, true);
    long broken = results.stream().filter(result -> !result.problems().isEmpty()).count();
    return passed + " passed, " + cases(results, false) + " failed" + (broken == 0 ? "" : ", " + broken + (broken == 1 ? " file not run" : " files not run"));
  }

  private static long cases(List<RouteTestResult> results, boolean passed) {
    return results.stream().flatMap(result -> result.cases().stream()).filter(one -> one.passed() == passed).count();
  }

  /** Writes a suite for each file, as JUnit and its readers do. */
  public static void junitXml(List<RouteTestResult> results, Path file) throws IOException {
    if (file.toAbsolutePath().getParent() != null) {
      Files.createDirectories(file.toAbsolutePath().getParent());
    }
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(out);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuites");
      for (RouteTestResult result : results) {
        suite(result, xml);
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  private static void suite(RouteTestResult result, XMLStreamWriter xml) throws XMLStreamException {
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", result.file().toString());
    int errors = result.problems().isEmpty() ? 0 : 1;
    xml.writeAttribute("tests", Integer.toString(result.cases().size() + errors));
    xml.writeAttribute("failures", Long.toString(cases(List.of(result), false)));
    xml.writeAttribute("errors", Integer.toString(errors));
    xml.writeAttribute("time", seconds(result.cases().stream().map(RouteTestResult.Case::time).reduce(Duration.ZERO, Duration::plus)));
    for (RouteTestResult.Case one : result.cases()) {
      testCase(result, one.name(), one.time(), xml);
      if (!one.passed()) {
        fault("failure", one.differences().get(0).where(), one.differences().stream().map(Difference::toString).collect(Collectors.joining("\n")), xml);
      }
      xml.writeEndElement();
    }
    if (errors > 0) {
      testCase(result, "can be run", Duration.ZERO, xml);
      fault("error", result.problems().get(0).message(), result.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")), xml);
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static void testCase(RouteTestResult result, String name, Duration time, XMLStreamWriter xml) throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", result.file().getFileName().toString());
    xml.writeAttribute("name", legible(name));
    xml.writeAttribute("time", seconds(time));
  }

  private static void fault(String element, String message, String text, XMLStreamWriter xml) throws XMLStreamException {
    xml.writeStartElement(element);
    xml.writeAttribute("message", legible(message));
    xml.writeCharacters(legible(text));
    xml.writeEndElement();
  }

  // XML has no way to write most control characters.
  private static String legible(String text) {
    return text.replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "\uFFFD");
  }

  private static String seconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).toPlainString();
  }
}
