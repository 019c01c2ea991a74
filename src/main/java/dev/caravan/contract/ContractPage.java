package dev.caravan.contract;

import java.util.ArrayList;
import java.util.List;

/** Writes a contract as a page for people: Markdown, or one HTML file that needs nothing else. */
public final class ContractPage {
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ink:#1c2024;--soft:#60646c;--line:#d9dce1;--paper:#fff}
      @media(prefers-color-scheme:dark){:root{--ink:#edeef0;--soft:#a0a6b0;--line:#3a3f47;--paper:#15181c}}
      body{margin:0 auto;max-width:64rem;padding:1.5rem;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
      table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid var(--line);padding:.3rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
      th{color:var(--soft);font-weight:500}
      """;
  private static final List<String> HEADER = List.of("column", "type", "required", "rules", "description");

  private ContractPage() {}

  public static String markdown(Contract contract) {
    StringBuilder page = new StringBuilder("# ").append(cell(title(contract))).append("\n\n").append(cell(facts(contract))).append("\n");
    for (Contract.Dataset dataset : contract.datasets()) {
      page.append("\n## ").append(cell(dataset.name())).append("\n\n");
      about(dataset).forEach(line -> page.append("- ").append(cell(line)).append('\n'));
      page.append("\n| ").append(String.join(" | ", HEADER)).append(" |\n|").append("---|".repeat(HEADER.size())).append('\n');
      for (Contract.Property property : dataset.properties()) {
        page.append("| ").append(String.join(" | ", row(property).stream().map(ContractPage::cell).toList())).append(" |\n");
      }
    }
    return page.toString();
  }

  public static String html(Contract contract) {
    StringBuilder page = new StringBuilder("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>")
        .append(escape(title(contract))).append("</title>\n<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n<h1>").append(escape(title(contract)))
        .append("</h1>\n<p>").append(escape(facts(contract))).append("</p>\n");
    for (Contract.Dataset dataset : contract.datasets()) {
      page.append("<h2>").append(escape(dataset.name())).append("</h2>\n<ul>\n");
      about(dataset).forEach(line -> page.append("<li>").append(escape(line)).append("</li>\n"));
      page.append("</ul>\n<table>\n<tr>");
      HEADER.forEach(name -> page.append("<th>").append(name));
      page.append("</tr>\n");
      for (Contract.Property property : dataset.properties()) {
        page.append("<tr>");
        row(property).forEach(value -> page.append("<td>").append(escape(value)));
        page.append("</tr>\n");
      }
      page.append("</table>\n");
    }
    return page.append("</body>\n</html>\n").toString();
  }

  private static String title(Contract contract) {
    return contract.name() == null ? contract.reference() : contract.name();
  }

  private static String facts(Contract contract) {
    return "Contract " + contract.reference() + ", version " + contract.version() + (contract.status() == null ? "" : ", " + contract.status()) + ", ODCS " + contract.standard() + ".";
  }

  private static List<String> about(Contract.Dataset dataset) {
    List<String> lines = new ArrayList<>();
    if (!dataset.primaryKey().isEmpty()) {
      lines.add("Primary key: " + String.join(", ", dataset.primaryKey().stream().map(Contract.Property::name).toList()));
    }
    if (!dataset.partitions().isEmpty()) {
      lines.add("Partitioned by: " + String.join(", ", dataset.partitions().stream().map(Contract.Property::name).toList()));
    }
    dataset.relationships().forEach(link -> lines.add(String.join(", ", link.from()) + " refers to " + String.join(", ", link.to())));
    dataset.quality().forEach(rule -> lines.add("Rule: " + words(rule)));
    lines.add(
        dataset.maxRejectPercent() == null
            ? "No share of rejected records is named as acceptable."
            : "At most " + dataset.maxRejectPercent().toPlainString() + " percent of records may be rejected.");
    return lines;
  }

  private static List<String> row(Contract.Property property) {
    List<String> rules = new ArrayList<>();
    if (property.primaryKey()) {
      rules.add("primary key");
    }
    if (property.unique()) {
      rules.add("unique");
    }
    property.options().values().forEach((name, value) -> rules.add(name + ": " + Sql.words(value)));
    if (!property.validValues().isEmpty()) {
      rules.add("one of " + PropertyChecks.words(property.validValues()));
    }
    property.relationships().forEach(link -> rules.add("refers to " + String.join(", ", link.to())));
    property.quality().forEach(rule -> rules.add(words(rule)));
    if (property.classification() != null) {
      rules.add("classification: " + property.classification());
    }
    if (property.physicalName() != null && !property.physicalName().equals(property.name())) {
      rules.add("read from: " + property.physicalName());
    }
    property.customProperties().values().forEach((name, value) -> rules.add(name + ": " + value));
    return List.of(
        property.name(), ContractTypes.of(property).sql(), property.required() || property.primaryKey() ? "yes" : "no", String.join("; ", rules),
        property.description() == null ? "" : property.description());
  }

  private static String words(QualityRule rule) {
    String asked =
        switch (rule.kind()) {
          case LIBRARY -> rule.metric() + (rule.arguments().isEmpty() ? "" : " " + rule.arguments());
          case SQL -> rule.query();
          case CUSTOM -> "checked by " + rule.engine();
          case TEXT -> "stated in words";
        };
    String wanted = rule.comparison() == null ? "" : " " + rule.comparison().words() + (rule.percent() ? " percent" : "");
    return (rule.name() == null ? "" : rule.name() + ": ") + asked + wanted + " (" + rule.severity().name().toLowerCase(java.util.Locale.ROOT) + ")";
  }

  /** Text in a cell of a Markdown table. */
  private static String cell(String text) {
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replaceAll("[\\r\\n]+", " ");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'", "&#39;");
  }
}
