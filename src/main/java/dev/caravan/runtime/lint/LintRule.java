package dev.caravan.runtime.lint;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Every rule, once. The reference page is made from this list; a code never changes its meaning. An error
 * stops lint and run alike; a warning is told and stops nothing.
 */
public enum LintRule {
  YAML_SYNTAX("yaml.syntax", Severity.ERROR, By.CAMEL,
      "The file is not one readable YAML document.",
      "Mend the YAML at the place named; indentation and quotes are the usual causes.",
      "- route: {id: orders"),
  JAVA_COMPILE("java.compile", Severity.ERROR, By.CAMEL,
      "A file of routes in Java does not compile.",
      "Mend the line, as the compiler says.",
      "from(\"timer:tick\").to(\"log:tick\")"),
  JAVA_NOT_LOOKED_AT("java.not-looked-at", Severity.WARNING, By.CARAVAN,
      "The routes of a file in Java are looked at by running its configure(), without the parts of a runtime. That failed, so nothing is known of them.",
      "Have configure() do nothing but build routes; what it needs at run time belongs into a bean.",
      "configure() { from(Files.readString(Path.of(\"not-there\"))); }"),
  FILE_UNKNOWN("file.unknown", Severity.ERROR, By.CAMEL,
      "The file cannot be read, or its name and content do not tell what it is.",
      "Name it *.camel.yaml, *.kamelet.yaml, *.odcs.yaml, *.streams.yaml, *.test.yaml or *.properties.",
      "./caravan lint orders.txt"),

  EIP_UNKNOWN("eip.unknown", Severity.ERROR, By.CAMEL,
      "A step or top-level entry has a name that Camel does not know.",
      "Use the nearest valid name.",
      "- splitt: {simple: '${body}'}"),
  EIP_MISPLACED("eip.misplaced", Severity.ERROR, By.CAMEL,
      "An EIP stands where it cannot stand, or one list item holds two of them.",
      "Move it below the element that takes it; each step is a list item of its own.",
      "- to: log:a\n  log: done"),
  EIP_OPTION_UNKNOWN("eip.option-unknown", Severity.ERROR, By.CAMEL,
      "An EIP does not have an option of this name.",
      "Use the nearest valid name, or remove the option.",
      "- split: {simple: '${body}', streming: true}"),
  EIP_OPTION_MISSING("eip.option-missing", Severity.ERROR, By.CAMEL,
      "An EIP lacks something it cannot be without.",
      "Add it.",
      "- setHeader: {simple: '${body}'}"),
  EIP_VALUE("eip.value", Severity.ERROR, By.CAMEL,
      "The value of an EIP's option is not of the kind the option takes: a number, a duration, a boolean, one of some words, a list.",
      "Write a value of the kind named.",
      "- split: {simple: '${body}', streaming: maybe}"),

  COMPONENT_UNKNOWN("component.unknown", Severity.ERROR, By.CAMEL,
      "No component of that name is in Camel's catalogue, on the class path or among the beans of the files.",
      "Use the nearest valid name.",
      "- to: lgo:done"),
  COMPONENT_NEEDS_JAR("component.needs-jar", Severity.ERROR, By.CAMEL,
      "Camel has this component, language or data format, but its jar is not packaged with Caravan.",
      "Put the named jar and what it needs on the class path: CARAVAN_CLASSPATH, or a dependency in pom.xml.",
      "- to: jms:queue:orders"),
  ENDPOINT_SYNTAX("endpoint.syntax", Severity.ERROR, By.CAMEL,
      "An endpoint URI cannot be read.",
      "Write scheme:path, and the options as parameters.",
      "- to: 'log'"),
  ENDPOINT_OPTION_UNKNOWN("endpoint.option-unknown", Severity.ERROR, By.CAMEL,
      "A component does not have an option of this name, or not on this side: reading or writing.",
      "Use the nearest valid name, or remove the option.",
      "from: {uri: 'timer:t', parameters: {perod: 5s}}"),
  ENDPOINT_OPTION_MISSING("endpoint.option-missing", Severity.ERROR, By.CAMEL,
      "An endpoint lacks an option it cannot be without.",
      "Add it.",
      "- to: 'file:'"),
  ENDPOINT_VALUE("endpoint.value", Severity.ERROR, By.CARAVAN,
      "The value of an endpoint's option is not of the kind the option takes. Camel starts with some of them and does something else: "
          + "repeatCount: abc repeats for ever.",
      "Write a value of the kind named.",
      "from: {uri: 'timer:t', parameters: {repeatCount: abc}}"),
  ENDPOINT_NO_CONSUMER("endpoint.no-consumer", Severity.WARNING, By.CARAVAN,
      "A direct: or seda: endpoint is written to, and no route of the files looked at reads from it.",
      "Add the route, correct the name, or lint the other file too.",
      "- to: direct:nowhere"),

  KAMELET_UNKNOWN("kamelet.unknown", Severity.ERROR, By.CAMEL,
      "No Kamelet of that name is in the Kamelet folder, packaged, or in the stock catalogue.",
      "Use the nearest valid name, or add the file <name>.kamelet.yaml.",
      "- to: kamelet:lake-snik"),
  KAMELET_MISPLACED("kamelet.misplaced", Severity.ERROR, By.CAMEL,
      "A sink or action Kamelet stands where a route reads from, or a source Kamelet where it writes to. Camel may start, and no message ever passes.",
      "Begin the route with a source, and put actions and sinks below steps.",
      "from: {uri: 'kamelet:lake-sink', parameters: {dataset: shop/order}}"),
  KAMELET_NEEDS_JAR("kamelet.needs-jar", Severity.ERROR, By.CAMEL,
      "A stock Kamelet uses a component whose jar is not packaged with Caravan.",
      "Put the named jar and what it needs on the class path: CARAVAN_CLASSPATH, or a dependency in pom.xml.",
      "- to: {uri: 'kamelet:jms-artemis-sink', parameters: {brokerURL: 'tcp://localhost:61616', destinationType: queue, destinationName: orders}}"),
  KAMELET_PARAMETER_UNKNOWN("kamelet.parameter-unknown", Severity.ERROR, By.CARAVAN,
      "A Kamelet does not declare a parameter of this name. Camel ignores it in silence.",
      "Use the nearest declared name, or remove the parameter.",
      "- to: {uri: 'kamelet:log-sink', parameters: {showHeader: true}}"),
  KAMELET_PARAMETER_MISSING("kamelet.parameter-missing", Severity.ERROR, By.CAMEL,
      "A parameter that the Kamelet requires is not given.",
      "Add it below parameters.",
      "- to: kamelet:delay-action"),
  KAMELET_PARAMETER_VALUE("kamelet.parameter-value", Severity.ERROR, By.CARAVAN,
      "A Kamelet's parameter is not of the declared type, or not one of the declared words.",
      "Write a value of the kind named.",
      "- to: {uri: 'kamelet:delay-action', parameters: {milliseconds: soon}}"),
  KAMELET_TEXT_CUT("kamelet.text-cut", Severity.ERROR, By.CARAVAN,
      "A Kamelet's parameters travel as a URI, where & ends a value: the text would arrive cut.",
      "Write RAW(…) around the text.",
      "- to: {uri: 'kamelet:filter-action', parameters: {where: \"name = 'a&b'\"}}"),
  KAMELET_FILE_NAME("kamelet-file.name", Severity.ERROR, By.CARAVAN,
      "A Kamelet is found by its file's name, so metadata.name has to be the same.",
      "Rename the file or the Kamelet.",
      "orders-sink.kamelet.yaml with metadata: {name: order-sink}"),
  KAMELET_FILE_SHAPE("kamelet-file.shape", Severity.ERROR, By.CARAVAN,
      "A Kamelet file lacks a part, or a part has the wrong form: kind, metadata.name, the type label, spec.definition, spec.template.",
      "Compare with a packaged Kamelet.",
      "kind: Kamlet"),
  KAMELET_FILE_UNKNOWN("kamelet-file.unknown-key", Severity.ERROR, By.CARAVAN,
      "A key of a Kamelet file is none that Camel reads: it has no effect.",
      "Use the nearest valid name, or remove the key.",
      "spec: {definition: {requird: [path]}}"),
  KAMELET_FILE_PARAMETER("kamelet-file.parameter", Severity.ERROR, By.CARAVAN,
      "A parameter is declared incoherently: its type, default, enum and required do not fit together.",
      "Correct the declaration.",
      "rows: {title: Rows, description: Rows a batch., type: integer, default: many}"),
  KAMELET_FILE_UNUSED("kamelet-file.parameter-unused", Severity.ERROR, By.CARAVAN,
      "A parameter is declared and the template never uses it: what an integrator writes has no effect.",
      "Use {{name}} in the template, or remove the declaration.",
      "spec.definition.properties: {rows: …} without {{rows}} in spec.template"),
  KAMELET_FILE_UNDECLARED("kamelet-file.parameter-undeclared", Severity.ERROR, By.CARAVAN,
      "The template uses a name that is neither a declared parameter, nor a bean of the template, nor a known property.",
      "Declare it below spec.definition.properties, or correct the name.",
      "uri: 'file:{{folder}}' without a parameter folder"),
  KAMELET_FILE_TEXT("kamelet-file.text", Severity.WARNING, By.CARAVAN,
      "A Kamelet or a parameter has no title or description, so its reference page stays empty.",
      "Add title and description.",
      "rows: {type: integer}"),

  CONTRACT_UNKNOWN("contract.unknown", Severity.ERROR, By.CARAVAN,
      "No contract of that name is in the contract folders.",
      "Use the nearest valid name, or add contracts/<system>/<entity>.odcs.yaml.",
      "- to: {uri: 'kamelet:validate-action', parameters: {contract: retail/ordr}}"),
  COLUMN_UNKNOWN("column.unknown", Severity.ERROR, By.CARAVAN,
      "A step names a column that the steps before it do not produce.",
      "Use one of the columns the message lists.",
      "- to: {uri: 'kamelet:deduplicate-action', parameters: {keys: ordr_id}}"),
  SINK_NO_KEY("sink.no-key", Severity.ERROR, By.CARAVAN,
      "A sink merges rows by a key (history in a lake, upsert or history in a table), and nothing tells the key.",
      "Name the columns with the sink's `key`, or check the rows by a contract that has a primary key before they come there.",
      "- to: {uri: 'kamelet:lake-sink', parameters: {dataset: shop/customer, mode: history}}"),
  BEAN_UNKNOWN("bean.unknown", Severity.ERROR, By.CAMEL,
      "No bean of that name is declared in the files or brought by Caravan.",
      "Use the nearest valid name, or declare the bean.",
      "- bean: {ref: clokc}"),
  CLASS_UNKNOWN("class.unknown", Severity.ERROR, By.CAMEL,
      "A bean or an exception names a class that is not on the class path.",
      "Correct the name, or put the jar on the class path: CARAVAN_CLASSPATH.",
      "- beans: [{name: clock, type: java.time.Clok}]"),
  PROPERTY_UNKNOWN("property.unknown", Severity.ERROR, By.CAMEL,
      "A placeholder names a property that is set nowhere and has no default.",
      "Set it in a properties file or with -p, or write {{name:default}}.",
      "uri: 'file:{{inbox.folder}}'"),
  SETTING_UNKNOWN("setting.unknown", Severity.ERROR, By.CAMEL,
      "A caravan.* or camel.* property is not one that Caravan or Camel knows.",
      "Use the nearest valid name, or remove the line.",
      "caravan.htpp.port = 8080"),
  SETTING_VALUE("setting.value", Severity.ERROR, By.CAMEL,
      "A caravan.* or camel.* property has a value that cannot be read.",
      "Write a value of the kind named.",
      "caravan.lease = soon"),
  SECRET_IN_CLEAR("secret.in-clear", Severity.ERROR, By.CARAVAN,
      "A secret stands in a file in clear.",
      "Set it from outside: an environment variable {{env:NAME}}, or a property given at the start.",
      "parameters: {password: tiger}"),
  SECRET_READ_ONCE("secret.read-once", Severity.WARNING, By.CARAVAN,
      "A placeholder takes a secret from a vault. It is read once, at the start: a rotated value does not arrive before a restart, no access is audited, "
          + "and the value may show wherever the endpoint does.",
      "Name the secret in a setting that asks for it at each use, such as caravan.datasource.<name>.password-from.",
      "uri: 'ftp:host?password={{hashicorp:secret:ftp#password}}'"),

  ROUTE_NO_ID("route.no-id", Severity.WARNING, By.CARAVAN,
      "A route has no id: the ledger, tests and metrics cannot name it.",
      "Add id: <system>-<what>.",
      "- route: {from: {uri: 'timer:t', steps: []}}"),
  FLOW_NO_ID("flow.no-id", Severity.ERROR, By.CAMEL,
      "A route that begins with one of Caravan's sources has no id. Its batches are named by it, so it must not depend on the order of files.",
      "Add id: <name> to the route and never change it.",
      "- route: {from: {uri: 'kamelet:file-source', parameters: {path: in}}}"),
  ROUTE_DUPLICATE_ID("route.duplicate-id", Severity.ERROR, By.CAMEL,
      "Two routes have the same id; one would replace the other or the start fails.",
      "Give each route an id of its own.",
      "- route: {id: orders, …} twice"),
  ROUTE_NO_POLICY("route.no-error-policy", Severity.WARNING, By.CARAVAN,
      "A route with a source has no error policy: Camel logs a failure and goes on.",
      "Add routeConfigurationId: ingest, or an errorHandler of its own.",
      "- route: {id: orders, from: {uri: 'file:in', steps: […]}}"),

  ROUTE_POLICY_UNKNOWN("route.policy-unknown", Severity.ERROR, By.CARAVAN,
      "A route names a routeConfiguration that does not exist. Camel ignores that in silence: failures are logged, and the flow goes on.",
      "Use the nearest valid name, or add the routeConfiguration.",
      "- route: {id: orders, routeConfigurationId: ingets, …}"),

  SUPPRESSION_UNKNOWN("suppression.unknown", Severity.WARNING, By.CAMEL,
      "A caravan-lint comment names no rule, or one that cannot be switched off.",
      "Use the nearest valid code, or remove the comment.",
      "# caravan-lint: off secret.in-claer"),
  SUPPRESSION_UNNEEDED("suppression.unneeded", Severity.WARNING, By.CAMEL,
      "A caravan-lint comment switches off a rule that has nothing to say there.",
      "Remove the comment.",
      "# caravan-lint: off secret.in-clear");

  /** What a finding does to the exit code. */
  public enum Severity {
    ERROR,
    WARNING
  }

  /** Whose rule it is: what Camel itself would refuse or misread cannot be switched off. */
  private enum By {
    CAMEL,
    CARAVAN
  }

  private final String code;
  private final Severity severity;
  private final By by;
  private final String cause;
  private final String remedy;
  private final String example;

  LintRule(String code, Severity severity, By by, String cause, String remedy, String example) {
    this.code = code;
    this.severity = severity;
    this.by = by;
    this.cause = cause;
    this.remedy = remedy;
    this.example = example;
  }

  public String code() {
    return code;
  }

  public Severity severity() {
    return severity;
  }

  /** Whether a comment may switch it off. */
  public boolean suppressible() {
    return by == By.CARAVAN;
  }

  public String cause() {
    return cause;
  }

  public String remedy() {
    return remedy;
  }

  /** What provokes it. */
  public String example() {
    return example;
  }

  public static Optional<LintRule> byCode(String code) {
    return Arrays.stream(values()).filter(rule -> rule.code.equals(code)).findFirst();
  }

  static List<String> codes() {
    return Arrays.stream(values()).map(LintRule::code).toList();
  }
}
