package dev.caravan.contract;

/** Short contracts for tests: one schema object {@code t}. */
final class TestContract {
  private TestContract() {}

  /** @param properties one a line, in YAML's flow style */
  static String of(String apiVersion, String properties) {
    return of(apiVersion, properties, "");
  }

  /** @param rest further keys of the schema object, indented by four */
  static String of(String apiVersion, String properties, String rest) {
    StringBuilder text =
        new StringBuilder(
            "apiVersion: "
                + apiVersion
                + "\nkind: DataContract\nid: t\nversion: 1.0.0\nstatus: active\nschema:\n  - name: t\n    properties:\n");
    properties
        .strip()
        .lines()
        .forEach(line -> text.append("      - ").append(line.strip()).append('\n'));
    return text.append(rest).toString();
  }
}
