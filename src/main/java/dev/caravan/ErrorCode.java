package dev.caravan;

/**
 * Every way Caravan can fail, once. The reference page of errors is generated from this list; a code
 * never changes its meaning and is never reused.
 */
public enum ErrorCode {
  // --- command line and configuration
  USAGE("cli.usage", FailureClass.CONFIGURATION, "The command line cannot be understood.", "Run the command with --help."),
  CONFIG_UNKNOWN_KEY("config.unknown-key", FailureClass.CONFIGURATION, "A caravan.* property is not one Caravan knows.", "Use the nearest known name, or remove the key."),
  CONFIG_BAD_VALUE("config.bad-value", FailureClass.CONFIGURATION, "A property's value cannot be read as its type.", "Give a value of the type the reference page names."),
  FILE_NOT_FOUND("file.not-found", FailureClass.CONFIGURATION, "A file or folder that was named does not exist.", "Check the path; it is resolved against the working directory."),

  FAILURE_TABLE("failures.table", FailureClass.CONFIGURATION, "A table of failures cannot be read.", "Mend the row at the place named; docs/reference/failures.md shows the form."),

  // --- routes and Kamelets
  ROUTE_INVALID("route.invalid", FailureClass.CONFIGURATION, "A route file cannot be loaded.", "Mend the file at the place named."),
  CRASH_ROUTE("crash-test.route", FailureClass.CONFIGURATION, "A route cannot be crash-tested: its source cannot be seeded, or where it lands not be counted.", "Give it a route from a source of Caravan's into sinks of Caravan's, with a contract; topics to land in are made at `--brokers host:port`."),
  ROUTE_NO_SINK("route.no-sink", FailureClass.CONFIGURATION, "A flow ended without any sink having landed its batch.", "End the route with a sink Kamelet such as kamelet:lake-sink."),
  KAMELET_PARAMETER("kamelet.parameter", FailureClass.CONFIGURATION, "A Kamelet's parameter is missing, unknown or of the wrong form.", "Compare with the Kamelet's page in the reference."),

  RELOAD_BUSY("reload.not-drained", FailureClass.TRANSIENT, "A flow could not be replaced, because what it had in hand was not finished in time.", "The version before goes on, and the change is tried again by itself; give it longer: caravan.reload.drain."),
  RELOAD_RESTART("reload.takes-restart", FailureClass.CONFIGURATION, "A change cannot be taken up while flows run.", "Start Caravan anew when it suits; until then everything goes on as it was."),

  HTTP_PORT("http.port", FailureClass.CONFIGURATION, "The HTTP port cannot be opened.", "Stop the process that holds it, or set caravan.http.port."),
  HTTP_TLS("http.tls", FailureClass.CONFIGURATION, "The HTTP port cannot speak TLS by the files that are given.", "Give a certificate in PEM, and its key in PKCS #8 without a password."),

  // --- sources over HTTP
  HTTP_UNREACHABLE("http.unreachable", FailureClass.TRANSIENT, "A system cannot be reached: its name is unknown, it does not answer, or the connection broke.", "Check the address (an account spelled wrongly is a host that does not exist) and the network; it is tried again."),
  HTTP_BREAKER("http.breaker-open", FailureClass.TRANSIENT, "Calls to a system failed so often that none is made for a while.", "Look at the failures before it in the log; calls begin again by themselves (caravan.breaker.open)."),
  HTTP_FAILED("http.server-failed", FailureClass.TRANSIENT, "A system answered that it failed.", "Nothing is lost: the call is repeated, and the flow goes on at the same place at the next start."),
  HTTP_REPLY("http.reply-unreadable", FailureClass.TRANSIENT, "A reply is no whole JSON: it was cut, or is a page of HTML.", "It is asked for again. If it stays so, check the address: a login or maintenance page answers there."),
  HTTP_BUSY("http.busy", FailureClass.TRANSIENT, "A system takes no more calls.", "Find out who else uses the account; lower `concurrency` of the source."),
  HTTP_LOGIN("http.login-refused", FailureClass.CONFIGURATION, "A system refuses the login.", "Compare account, keys and role with what the system has; then run again."),
  HTTP_REFUSED("http.refused", FailureClass.PERMANENT, "A system refuses a call.", "Read what it says and mend the source's parameters."),
  HTTP_REDIRECTED("http.redirected", FailureClass.CONFIGURATION, "A system sends the caller to another address, which is not followed.", "Set the address that is meant."),

  REST_RECORDS("rest.records-missing", FailureClass.CONFIGURATION, "An API's reply has no records where they are looked for.", "Set `records` to the JSON pointer of the list; the message names what the reply has."),
  REST_PAGING("rest.paging", FailureClass.TRANSIENT, "The pages of an API do not follow one another: one came twice, or records are missing at the end.", "Compare `paging`, `parameter` and `next` with the API's description; what landed stays, and the read begins again."),
  REST_ELSEWHERE("rest.link-elsewhere", FailureClass.CONFIGURATION, "The link to the next page leads to another host. It is not followed: the login would go there.", "If that host is meant, set `url` to it; or page by offset, page or cursor."),
  REST_VALUE("rest.value", FailureClass.CONFIGURATION, "The value that increments go by is missing from records, or has another form.", "Set `increment` to its JSON pointer within a record, and `sinceForm` to its form."),

  KAFKA_UNREACHABLE("kafka.unreachable", FailureClass.TRANSIENT, "The brokers of a Kafka cluster do not answer.", "Check `brokers` and the network; it is tried again."),
  KAFKA_REFUSED("kafka.refused", FailureClass.CONFIGURATION, "Kafka refuses a login, or what it asks for.", "Compare `login`, its secrets and the rights to topic and group with what the cluster has; then run again."),
  KAFKA_TOPIC("kafka.topic-missing", FailureClass.CONFIGURATION, "A topic does not exist, or the login may not see it.", "Make the topic, or mend `topics`."),
  KAFKA_GAP("kafka.gap", FailureClass.PERMANENT, "Records of a topic were gone before they were read.", "Decide: get them from elsewhere, and go on with `onGap: skip`; raise the topic's retention."),
  REGISTRY_SCHEMA("registry.schema", FailureClass.CONFIGURATION, "A schema registry does not have the schema of a value, or has one that cannot be read.", "Check `registry` and `format`; have the schema registered; or go on with `onUnknownSchema: reject`, which rejects such records."),

  NETSUITE_ACCOUNT("netsuite.account", FailureClass.CONFIGURATION, "A NetSuite account is not spelled as one.", "Write it as on the Company Information page: 1234567 or 1234567_SB1."),
  NETSUITE_QUERY("netsuite.query", FailureClass.CONFIGURATION, "A SuiteQL query cannot be paged or is refused.", "Mend the query as the message says."),
  NETSUITE_TABLE("netsuite.table", FailureClass.CONFIGURATION, "NetSuite does not find a table: it does not exist, or the role may not see it; both are answered the same way.", "Check the spelling; then the permissions of the role of the token."),
  NETSUITE_CLOCK("netsuite.clock", FailureClass.CONFIGURATION, "The clock of this machine and that of NetSuite differ so much that logins are refused.", "Set the clock of this machine right (NTP); then run again."),
  NETSUITE_DATES("netsuite.date-format", FailureClass.CONFIGURATION, "A date that an account writes can be read in more than one way.", "Select dates by TO_CHAR(…, 'YYYY-MM-DD'), or give the token's user a date format with a year of four digits (Home > Set Preferences)."),
  NETSUITE_CONCURRENCY("netsuite.concurrency", FailureClass.CONFIGURATION, "An account answers fewer calls at once than are configured.", "Lower `concurrency` of the sources; Setup > Integration > Integration Governance shows who uses the account's limit."),
  NETSUITE_SCHEMA("netsuite.schema-unknown", FailureClass.CONFIGURATION, "Nothing can be learnt of a table: the catalogue does not describe it, and it shows no row.", "Check that the role sees rows of the table; or write its contract by hand."),
  NETSUITE_ORDER("netsuite.order", FailureClass.TRANSIENT, "A page did not go on behind the one before it.", "The key columns must be unique and come back as selected; check `key`."),

  // --- batches
  SOURCE_UNREADABLE("batch.source-unreadable", FailureClass.TRANSIENT, "A source file cannot be read.", "Check that it exists and may be read; the batch is tried again."),
  FORMAT_UNKNOWN("batch.format-unknown", FailureClass.CONFIGURATION, "The format of a file is not given and cannot be told from its name or content.", "Set the source's `format` parameter."),
  SOURCE_CORRUPT("batch.source-corrupt", FailureClass.PERMANENT, "A compressed or columnar file is damaged: its content ends or breaks in the middle.", "Ask the sender for the file again; nothing of it was landed."),
  ENGINE_FAILED("batch.engine-failed", FailureClass.BUG, "The engine could not run the plan of a batch.", "Report it with the plan that the log shows; the batch is kept."),
  DISK_FULL("disk.full", FailureClass.TRANSIENT, "A disk has no room, or less than is kept in reserve (caravan.disk.reserve).", "Make room: old segments go after caravan.retention.segments. Flows that run on a schedule pause, keep their batch and go on by themselves; one that runs once goes on at its next start."),
  ENGINE_MEMORY("batch.engine-memory", FailureClass.TRANSIENT, "The engine ran out of its memory budget.", "Raise caravan.engine.memory, or lower the batch size."),
  UNBALANCED("batch.unbalanced", FailureClass.BUG, "read = landed + rejected + deduplicated + filtered does not hold (I1).", "Report it; nothing was landed."),
  COLUMN_UNKNOWN("batch.column-unknown", FailureClass.CONFIGURATION, "A step names a column that does not exist after the step before it.", "Use one of the columns the message lists."),
  EXPRESSION_INVALID("batch.expression-invalid", FailureClass.CONFIGURATION, "An SQL expression of a route or contract cannot be compiled.", "Mend the expression."),

  REJECTS_OVER_LIMIT("rejects.over-limit", FailureClass.PERMANENT, "A batch landed, but more of its records were rejected than its contract bears (caravan.maxRejectPercent).", "Look at them: `caravan rejects list`; mend the source, or allow more in the contract."),
  REJECTS_REFUSED("batch.rejects-refused", FailureClass.PERMANENT, "A batch has rejects, and its route says onReject: fail; nothing of it was landed.", "Look at them: `caravan rejects list`; mend the source, or set onReject: quarantine."),

  // --- contracts
  CONTRACT_NOT_FOUND("contract.not-found", FailureClass.CONFIGURATION, "No contract of that name is in the contract folders.", "Use the nearest known name, or add contracts/<system>/<entity>.odcs.yaml."),
  CONTRACT_SYNTAX("contract.syntax", FailureClass.CONFIGURATION, "A contract is not readable YAML.", "Mend the YAML at the place named."),
  CONTRACT_VERSION("contract.version", FailureClass.CONFIGURATION, "A contract's apiVersion is not one Caravan reads (3.0 to 3.2).", "Write apiVersion: v3.1.0."),
  CONTRACT_SCHEMA("contract.schema", FailureClass.CONFIGURATION, "A contract does not conform to the published ODCS schema.", "Mend the field at the place named."),
  CONTRACT_UNKNOWN_KEY("contract.unknown-key", FailureClass.CONFIGURATION, "A contract has a key that ODCS does not define.", "Use the nearest valid name, or move it into customProperties."),
  CONTRACT_TYPE("contract.type", FailureClass.CONFIGURATION, "A property's type cannot be landed as written.", "Use a logicalType and physicalType of the support table."),
  CONTRACT_NAME("contract.name", FailureClass.CONFIGURATION, "A property has a name that Caravan keeps for itself while it computes.", "Give the property another name, and the field's own as physicalName."),
  CONTRACT_RULE("contract.rule", FailureClass.CONFIGURATION, "A quality rule cannot be compiled.", "Compare with the support table in docs/reference/contracts.md."),
  CONTRACT_DATASET_RULE("contract.dataset-rule-failed", FailureClass.PERMANENT, "A dataset-level rule of severity error failed; the batch was not landed.", "Look at the rule and the batch: `caravan ledger`, `caravan rejects list`."),

  CONTRACT_EDIT("contract.edit", FailureClass.CONFIGURATION, "A proposal cannot be written into a contract as it stands.", "Change the contract by hand; `caravan contract diff <name>` shows what data asks for."),
  CONTRACT_CHANGED("contract.changed", FailureClass.CONFIGURATION, "A contract was changed after a proposal was made or looked at.", "Look again: `caravan contract diff <name>`."),
  CONTRACT_PROPOSAL("contract.no-proposal", FailureClass.CONFIGURATION, "There is no open proposal of that kind.", "`caravan contract proposals` lists those there are."),

  // --- route tests
  TEST_SYNTAX("test.syntax", FailureClass.CONFIGURATION, "A route test is not readable YAML.", "Mend the YAML at the place named."),
  TEST_INVALID("test.invalid", FailureClass.CONFIGURATION, "A route test does not have the form of one, or names what does not exist.", "Compare with docs/reference/route-tests.md."),
  TEST_UNKNOWN_KEY("test.unknown-key", FailureClass.CONFIGURATION, "A route test has a key that means nothing.", "Use the nearest valid name."),

  // --- streams
  STREAMS_SYNTAX("streams.syntax", FailureClass.CONFIGURATION, "A file of streams is not readable YAML.", "Mend the YAML at the place named."),
  STREAMS_INVALID("streams.invalid", FailureClass.CONFIGURATION, "A file of streams does not have the form of one, or names what does not exist.", "Compare with docs/reference/streams.md."),
  STREAMS_UNKNOWN_KEY("streams.unknown-key", FailureClass.CONFIGURATION, "A file of streams has a key that means nothing.", "Use the nearest valid name."),
  STREAMS_STOPPED("streams.stopped", FailureClass.TRANSIENT, "The processing of a file of streams has ended with a failure.", "It is started again after a while; look at the cause in the log."),

  // --- steps
  ENRICH_REFERENCE("enrich.reference-missing", FailureClass.TRANSIENT, "Reference data to enrich with does not exist yet.", "Land it first; `after:` on the source makes a flow wait for another."),
  ENRICH_AMBIGUOUS("enrich.ambiguous-key", FailureClass.PERMANENT, "A lookup key matches two reference rows; a join may not multiply rows (I1).", "Make the reference unique on the key, or join on more columns; of a dataset that lands again and again, take the latest rows: `latest: true` of enrich-action."),

  // --- ledger
  LEDGER_UNAVAILABLE("ledger.unavailable", FailureClass.TRANSIENT, "The ledger database cannot be reached.", "Check caravan.ledger.url; nothing moves until it answers."),
  LEDGER_CONFLICT("ledger.conflict", FailureClass.TRANSIENT, "Another process moved this cursor or holds this lease.", "Nothing is lost: the other process does the work. Check that two runtimes are meant to share the ledger."),
  LEDGER_ABSENT("ledger.absent", FailureClass.CONFIGURATION, "There is no ledger yet where one was looked for.", "Run a flow first (`caravan run` or `caravan demo`), or name its folder with --data."),
  CONSOLE_ABSENT("console.absent", FailureClass.CONFIGURATION, "No process with this data folder serves a console.", "Start `caravan run` and leave it running; caravan.http.enabled and caravan.console.enabled must not be false."),
  HTTP_OPEN("http.open-to-others", FailureClass.CONFIGURATION, "Other machines could reach the HTTP port, and there is nobody who may log in.", "Bind to 127.0.0.1; or make users, `caravan user add <name>`; or serve nothing that asks who somebody is."),
  USERS_FILE("users.file", FailureClass.CONFIGURATION, "The file of users cannot be read or written.", "Mend its rights, or make it anew: `caravan user add <name>`."),
  USER_NAME("users.name", FailureClass.CONFIGURATION, "This cannot be the name of a user.", "Use letters, digits, dots, dashes, underscores and @."),
  USER_PASSWORD("users.password", FailureClass.CONFIGURATION, "A password is too short, or too long.", "Choose one of at least 12 characters."),
  USER_EXISTS("users.exists", FailureClass.CONFIGURATION, "There is a user of that name already.", "`caravan user list` shows those there are."),
  USER_MISSING("users.missing", FailureClass.CONFIGURATION, "There is no user of that name.", "`caravan user list` shows those there are."),
  ACCESS_UNKNOWN("access.unknown", FailureClass.CONFIGURATION, "Somebody called the HTTP port and did not say who they are.", "Send name and password of a user, or open the console by the address that `caravan console` prints."),
  ACCESS_REFUSED("access.refused", FailureClass.CONFIGURATION, "What somebody showed at the HTTP port lets nobody in.", "Look at the name and the password; after some wrong ones a user is locked out for a while (caravan.users.lockout)."),
  ACCESS_DENIED("access.denied", FailureClass.CONFIGURATION, "A user's role does not permit what they tried at the HTTP port.", "docs/reference/access.md shows what each role may; `caravan user role <name> <role>` gives another."),
  ACCESS_CERTIFICATE("access.certificate", FailureClass.CONFIGURATION, "Somebody called the HTTP port and showed no certificate.", "Send a certificate that is signed by one of caravan.http.tls.clients, such as curl --cert me.pem --key me-key.pem."),
  ACCESS_ISSUER("access.issuer", FailureClass.TRANSIENT, "The issuer of tokens does not answer, or is not the one that is configured, so nobody can tell whose they are.", "Look at the issuer and at caravan.oidc.issuer, which is exactly what its description calls itself; users of the file can log in meanwhile."),
  ACTION_UNAUDITED("access.unaudited", FailureClass.TRANSIENT, "What somebody did could not be written down.", "Look at the ledger database."),
  API_REQUEST("api.request", FailureClass.CONFIGURATION, "A call of the REST interface is not one that its description allows.", "Compare it with the description at /api/v1/openapi.yaml; /api/ shows it as a page."),
  API_MISSING("api.missing", FailureClass.CONFIGURATION, "What a call of the REST interface asks for is not there.", "List what there is, with the same address one step up."),
  API_BUSY("api.busy", FailureClass.TRANSIENT, "More is asked of the REST interface at once than it takes on.", "Try again when something of it has ended; `GET /tasks` shows what is under way."),
  API_FAILED("api.failed", FailureClass.BUG, "A call of the REST interface failed in a way it should not.", "Report it with what the log of the process says at that time."),
  LEDGER_SCHEMA("ledger.schema", FailureClass.CONFIGURATION, "The ledger database was made by another version of Caravan.", "Run the newer version, or point caravan.ledger.url elsewhere."),
  REJECT_GONE("rejects.gone", FailureClass.CONFIGURATION, "A reject is not open: it was replayed or dropped before, or never was.", "`caravan rejects show <id>` tells what has become of it."),
  HISTORY_GONE("history.segments-gone", FailureClass.CONFIGURATION, "Raw records of a time are not kept any more (caravan.retention.segments), so it cannot be run again.", "Choose a later --from; or run again what is kept, and leave the rest as it is: --kept-only."),
  HISTORY_SINK("history.sink", FailureClass.CONFIGURATION, "A flow lands where the rows of one batch cannot be replaced by others.", "Look at the difference with --dry-run. What lands with `replaceable: true` on jdbc-upsert-sink can be replaced later; history before that lands by a flow of its own, in another table."),
  REJECT_STORE_FULL("rejects.full", FailureClass.CONFIGURATION, "The store of rejects is full of open ones, so a batch with rejects was not landed (I5).", "Replay or drop rejects (`caravan rejects list`), or raise caravan.rejects.max-size; the batch goes on at the next start."),
  REJECT_MASKED("rejects.masked", FailureClass.CONFIGURATION, "Sensitive values of rejects are shown only to users who may see them.", "Leave out --unmasked, or have the user named by caravan.rejects.unmasked-for."),
  REJECT_STORE("rejects.not-kept", FailureClass.TRANSIENT, "A reject could not be kept, so its batch was not landed (I5).", "Look at the cause: disk or ledger database."),

  // --- secrets
  SECRET_NAME("secret.name", FailureClass.CONFIGURATION, "A secret's name has not the form of one, or names a store that is not known.", "Write [<store>:]<path>; docs/how-to/keep-secrets.md shows the form of each store."),
  SECRET_MISSING("secret.missing", FailureClass.CONFIGURATION, "A secret is not in its store.", "Set it: `caravan secret set <name>` for the encrypted file, else where its store is kept."),
  SECRET_DENIED("secret.denied", FailureClass.CONFIGURATION, "A store refuses to hand out a secret, or to let Caravan in.", "Give the login that Caravan uses the right to read this path, or mend its credentials."),
  SECRET_EXISTS("secret.exists", FailureClass.CONFIGURATION, "A secret of that name is already set.", "Replace its value: `caravan secret rotate <name>`."),
  SECRET_KEY("secret.key", FailureClass.CONFIGURATION, "The encrypted file of secrets cannot be opened with the key that is configured.", "Name the key it was sealed with: caravan.secrets.key-file, or CARAVAN_SECRETS_PASSPHRASE."),
  SECRET_STORE("secret.store-unavailable", FailureClass.TRANSIENT, "A store of secrets does not answer, or is sealed.", "Look at the store; what needs its secrets is tried again."),
  SECRET_UNAUDITED("secret.unaudited", FailureClass.TRANSIENT, "A secret was not handed out because its use could not be written down.", "Look at the ledger database; nothing is read that is not audited."),

  // --- sinks
  SINK_STAGE("sink.stage-failed", FailureClass.TRANSIENT, "A batch could not be staged.", "Check disk space and rights of the data folder."),
  SINK_TARGET("sink.target-unavailable", FailureClass.TRANSIENT, "A sink's target cannot be reached or refused the write.", "Check the target; the batch is kept and tried again."),
  LAKE_MANIFEST("sink.lake-manifest", FailureClass.PERMANENT, "A manifest of the lake is not one this version can read.", "Read the lake with the version that wrote it, or restore the file; no batch may lose its manifest."),
  SINK_ROWS("sink.rows-refused", FailureClass.POISON, "A database refuses rows of a batch, and more of them than may be rejected.", "Mend the contract, so that it rejects such rows, or the table."),
  SINK_SCHEMA("sink.schema-mismatch", FailureClass.CONFIGURATION, "The target table lacks a column or has another type.", "Migrate the table, or let the sink create it."),
  SINK_KEY("sink.no-key", FailureClass.CONFIGURATION, "A merge needs a primary key and the contract names none.", "Mark the key properties primaryKey: true in the contract."),

  // --- flow of a run
  FLOW_STOPPED("flow.stopped", FailureClass.PERMANENT, "A flow was stopped after its retries; the batch is kept.", "Mend the cause and run again: it goes on at this batch."),
  FLOW_BUG("flow.bug", FailureClass.BUG, "A step of a flow failed in a way it should not; the batch is kept.", "Run again with --verbose and report what it prints."),
  FLOW_MEMORY("flow.memory", FailureClass.TRANSIENT, "A step needed more of Java's heap than there is; the batch is kept.", "Give Java more (CARAVAN_HEAP=1g), make batches smaller, or run fewer flows at once."),
  FLOW_UPSTREAM("flow.upstream-failed", FailureClass.PERMANENT, "A flow named in `after` failed, so this one did not start.", "Mend the other flow first."),
  QUERY_FAILED("query.failed", FailureClass.CONFIGURATION, "An SQL query cannot be run over what landed.", "`caravan query 'show tables'` lists what there is.");

  private final String code;
  private final FailureClass failureClass;
  private final String cause;
  private final String remedy;

  ErrorCode(String code, FailureClass failureClass, String cause, String remedy) {
    this.code = code;
    this.failureClass = failureClass;
    this.cause = cause;
    this.remedy = remedy;
  }

  public String code() {
    return code;
  }

  /** What a failure with this code asks for, unless a table of failures says otherwise. */
  public FailureClass failureClass() {
    return failureClass;
  }

  public String cause() {
    return cause;
  }

  public String remedy() {
    return remedy;
  }
}
