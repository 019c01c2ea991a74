package dev.caravan.source.kafka;

import dev.caravan.source.Parameters;
import java.util.List;
import java.util.Locale;

/** What values are, and where their schemas are. Of the parameters of {@code kamelet:kafka-batch-source}. */
final class ValueConfig {
  private static final List<String> LOGINS = List.of("none", "basic", "bearer");

  private final Parameters parameters;
  private ValueFormat format = ValueFormat.JSON;
  private List<String> columns = List.of();
  private char delimiter = ',';
  private String registry = "";
  private String registryLogin = "none";
  private String registryCredentials = "schema-registry";
  private String registryName = "schema-registry";
  private UnknownSchemaPolicy unknownSchemas = UnknownSchemaPolicy.STOP;

  ValueConfig(Parameters parameters) {
    this.parameters = parameters;
  }

  void format(String text) {
    format = ValueFormat.valueOf(parameters.choice("format", text, ValueFormat.words()).toUpperCase(Locale.ROOT));
  }

  ValueFormat format() {
    return format;
  }

  void columns(String text) {
    columns = Parameters.list(text);
  }

  List<String> columns() {
    return columns;
  }

  void delimiter(String text) {
    if (!text.equals("tab") && text.length() != 1) {
      throw parameters.bad("delimiter", "one character, or tab", text);
    }
    delimiter = text.equals("tab") ? '\t' : text.charAt(0);
  }

  char delimiter() {
    return delimiter;
  }

  void registry(String text) {
    registry = text.strip();
    if (!registry.isEmpty() && !registry.matches("https?://[^\\s?#@]+")) {
      throw parameters.bad("registry", "an address that begins with http:// or https://, without a login in it", text.contains("@") ? "one with a login" : text);
    }
  }

  /** Blank when there is none. */
  String registry() {
    return registry;
  }

  void registryLogin(String text) {
    registryLogin = parameters.choice("registryLogin", text, LOGINS);
  }

  String registryLogin() {
    return registryLogin;
  }

  void registryCredentials(String text) {
    registryCredentials = text.strip();
  }

  /** What the names of the secrets begin with. */
  String registryCredentials() {
    return registryCredentials;
  }

  void registryName(String text) {
    registryName = text.strip();
  }

  /** By which flows share breaker and calls at once. */
  String registryName() {
    return registryName;
  }

  void unknownSchemas(String text) {
    unknownSchemas = UnknownSchemaPolicy.valueOf(parameters.choice("onUnknownSchema", text, List.of("stop", "reject")).toUpperCase(Locale.ROOT));
  }

  UnknownSchemaPolicy unknownSchemas() {
    return unknownSchemas;
  }

  void check() {
    if (format == ValueFormat.CSV && columns.isEmpty()) {
      throw parameters.bad("columns", "the names of the fields of `format: csv`, separated by commas", "");
    }
    if (format == ValueFormat.CSV && !registry.isEmpty()) {
      throw parameters.bad("registry", "a format that has schemas: json, avro or protobuf", registry);
    }
    if ((format == ValueFormat.AVRO || format == ValueFormat.PROTOBUF) && registry.isEmpty()) {
      throw parameters.bad("registry", "the address of the schema registry that `format: " + format.name().toLowerCase(Locale.ROOT) + "` is read by", "");
    }
  }
}
