package dev.caravan.quality;

import dev.caravan.quality.PropertyProposal.Decision;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes a proposed contract: YAML with comments, which no YAML library keeps beside its keys. */
final class ContractYaml {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*");
  private static final Set<String> WORDS = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");
  private static final int COMMENT_LENGTH = 240;

  private final StringBuilder yaml = new StringBuilder();

  private ContractYaml() {}

  /**
   * @param dataset {@code system/entity}
   * @param origin what is proposed from what, in one line
   * @param table its name in the source, or null
   */
  static String write(String dataset, String origin, String table, List<PropertyProposal> proposals, List<String> notes) {
    ContractYaml writer = new ContractYaml();
    writer.head(dataset, origin, table);
    notes.forEach(note -> writer.comment(4, note));
    writer.line(4, "properties:");
    proposals.forEach(writer::property);
    return writer.yaml.toString();
  }

  private void head(String dataset, String origin, String table) {
    String entity = dataset.substring(dataset.lastIndexOf('/') + 1);
    comment(0, origin);
    line(0, "apiVersion: v3.1.0");
    line(0, "kind: DataContract");
    line(0, "id: " + scalar(dataset.replace('/', '-')));
    line(0, "name: " + scalar(dataset));
    line(0, "version: 0.1.0");
    line(0, "status: draft");
    line(0, "schema:");
    line(2, "- name: " + scalar(entity));
    if (table != null) {
      line(4, "physicalName: " + scalar(table));
    }
    line(4, "logicalType: object");
  }

  private void property(PropertyProposal proposal) {
    line(6, "- name: " + scalar(proposal.name()));
    proposal.decisions().forEach((key, decision) -> decision(8, key, decision));
  }

  private void decision(int indent, String key, Decision decision) {
    if (decision.reason() != null) {
      comment(indent, decision.reason());
    }
    if (key.equals("customProperties")) {
      line(indent, "customProperties:");
      inner(decision).forEach((property, value) -> {
        if (value.reason() != null) {
          comment(indent + 2, value.reason());
        }
        line(indent + 2, "- property: " + property);
        line(indent + 4, "value: " + flow(value.value()));
      });
    } else if (decision.value() instanceof Map<?, ?>) {
      line(indent, key + ":");
      inner(decision).forEach((option, value) -> decision(indent + 2, option, value));
    } else if (decision.value() instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Map<?, ?>) {
      line(indent, key + ":");
      list.forEach(item -> line(indent + 2, "- " + flow(item)));
    } else {
      line(indent, key + ": " + flow(decision.value()));
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Decision> inner(Decision decision) {
    return (Map<String, Decision>) decision.value();
  }

  /** A value in one line. */
  private static String flow(Object value) {
    if (value instanceof Map<?, ?> map) {
      return "{" + String.join(", ", map.entrySet().stream().map(entry -> entry.getKey() + ": " + flow(entry.getValue())).toList()) + "}";
    }
    if (value instanceof List<?> list) {
      return "[" + String.join(", ", list.stream().map(ContractYaml::flow).toList()) + "]";
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    return value instanceof String text ? scalar(text) : String.valueOf(value);
  }

  /** Text that reads back as the same text. */
  static String scalar(String text) {
    if (PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT))) {
      return text;
    }
    StringBuilder quoted = new StringBuilder("\"");
    text.chars().forEach(c -> {
      if (c == '"' || c == '\\') {
        quoted.append('\\').append((char) c);
      } else if (c < ' ' || c == 0x7f || c >= 0x80 && c <= 0x9f || c == 0x2028 || c == 0x2029 || c == 0xfeff) {
        quoted.append(String.format("\\u%04x", c));
      } else {
        quoted.append((char) c);
      }
    });
    return quoted.append('"').toString();
  }

  private void comment(int indent, String text) {
    String plain = text.replaceAll("\\p{C}", " ");
    line(indent, "# " + (plain.length() > COMMENT_LENGTH ? plain.substring(0, COMMENT_LENGTH) + "…" : plain));
  }

  private void line(int indent, String text) {
    yaml.append(" ".repeat(indent)).append(text).append('\n');
  }
}
