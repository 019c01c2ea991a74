package dev.caravan.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every {@code caravan.*} property, once: its key, its default and what it is for. The reference page
 * of settings is made from this list.
 */
public enum Setting {
  DATA("caravan.data", "caravan-data", Kind.PATH, "Folder that holds everything Caravan keeps: segments, lake, ledger, rejects."),
  KAMELETS("caravan.kamelets", "kamelets", Kind.PATH, "Folder of Kamelets that come before the packaged ones; it may be missing."),
  CONTRACTS("caravan.contracts", "contracts", Kind.PATH, "Folder of contracts that come before the packaged ones; it may be missing."),
  HTTP_ENABLED("caravan.http.enabled", "auto", Kind.SWITCH, "Whether the HTTP port is opened; auto opens it unless --once is given."),
  HTTP_HOST("caravan.http.host", "127.0.0.1", Kind.TEXT, "Address the HTTP port is bound to."),
  HTTP_PORT("caravan.http.port", "8080", Kind.PORT, "The one HTTP port; 0 takes any free one."),
  HTTP_TLS_CERTIFICATE("caravan.http.tls.certificate", "", Kind.TEXT, "File with the certificate of the HTTP port in PEM, and those that lead to it; empty for plain HTTP. A new file is taken up within a minute."),
  HTTP_TLS_KEY("caravan.http.tls.key", "", Kind.TEXT, "File with the key of that certificate: PKCS #8 in PEM, without a password."),
  HTTP_TLS_CLIENTS("caravan.http.tls.clients", "", Kind.TEXT, "File with the certificates, in PEM, of those who sign for callers: then every caller shows a certificate, but for /health. Empty where callers need none."),
  CONSOLE_ENABLED("caravan.console.enabled", "auto", Kind.SWITCH, "Whether Hawtio is served at /hawtio of the HTTP port; auto serves it where only this machine can reach the port, or somebody may log in."),
  CONSOLE_SESSION("caravan.console.session", "12h", Kind.DURATION, "How long a browser that was let into the console stays in."),
  METRICS_LABEL_VALUES("caravan.metrics.label-values", "200", Kind.COUNT, "Flows, datasets, rules or systems that metrics tell apart, of each so many; further ones are told together as `other`."),
  USERS_FILE("caravan.users.file", "", Kind.TEXT, "File of the users who may log in at the HTTP port, made by `caravan user add`; empty is users.json in the data folder."),
  USERS_ATTEMPTS("caravan.users.attempts", "5", Kind.COUNT, "Wrong passwords in a row after which a user is locked out."),
  USERS_LOCKOUT("caravan.users.lockout", "15m", Kind.DURATION, "How long a user is locked out, from the last wrong password."),
  OIDC_ISSUER("caravan.oidc.issuer", "", Kind.TEXT, "OpenID Connect issuer whose bearer tokens let people in at the HTTP port, such as https://login.example.com/realms/shop; empty is none."),
  OIDC_AUDIENCE("caravan.oidc.audience", "caravan", Kind.TEXT, "Audience that a token must be for."),
  OIDC_ROLES_CLAIM("caravan.oidc.roles-claim", "roles", Kind.TEXT, "Claim of a token that holds roles; dots lead into claims within claims: realm_access.roles."),
  OIDC_ROLE_PREFIX("caravan.oidc.role-prefix", "", Kind.TEXT, "What stands before viewer, operator and admin there."),
  OIDC_CLIENT_ID("caravan.oidc.client-id", "", Kind.TEXT, "As which client browsers are sent to the issuer to log in at the console; empty when they are not."),
  OIDC_CLIENT_SECRET("caravan.oidc.client-secret", "", Kind.SECRET, "Secret of that client; give it by the environment. Empty for a public client."),
  OIDC_CLIENT_SECRET_FROM("caravan.oidc.client-secret-from", "", Kind.TEXT, "Name of the secret that holds the secret of that client."),
  OIDC_SCOPES("caravan.oidc.scopes", "openid profile", Kind.TEXT, "Scopes that browsers ask the issuer for, openid among them."),
  METRICS_OPEN("caravan.metrics.open", "auto", Kind.SWITCH, "Whether /metrics tells anyone who reaches the port; auto does where only this machine reaches it and nobody may log in."),
  LOG_FORMAT("caravan.log.format", "text", Kind.TEXT, "How `caravan run` writes its log: text for people, or json, an object a line with flow, run, batch and trace."),
  TRACES_ENDPOINT("caravan.traces.endpoint", "", Kind.TEXT, "Receiver of traces by OTLP over HTTP, such as http://localhost:4318; empty is none."),
  TRACES_PERCENT("caravan.traces.percent", "100", Kind.COUNT, "Of how many passes in a hundred traces are sent."),
  ENGINE_MEMORY("caravan.engine.memory", "512MB", Kind.BYTES, "Memory the engine may use besides the Java heap."),
  ENGINE_THREADS("caravan.engine.threads", "0", Kind.COUNT, "Threads that compute at once; 0 is one a core."),
  LEDGER_URL("caravan.ledger.url", "", Kind.TEXT, "JDBC address of the ledger; empty is an H2 file below the data folder."),
  LEDGER_USER("caravan.ledger.user", "", Kind.TEXT, "User of the ledger database."),
  LEDGER_PASSWORD("caravan.ledger.password", "", Kind.SECRET, "Password of the ledger database."),
  LEDGER_PASSWORD_FROM("caravan.ledger.password-from", "", Kind.TEXT, "Name of the secret that holds the password of the ledger database."),
  S3_ENDPOINT("caravan.s3.endpoint", "", Kind.TEXT, "Address of an S3-compatible store; empty is AWS."),
  S3_REGION("caravan.s3.region", "us-east-1", Kind.TEXT, "Region of the buckets."),
  S3_PATH_STYLE("caravan.s3.path-style", "auto", Kind.SWITCH, "Whether the bucket stands in the path; auto is true with an endpoint."),
  S3_ACCESS_KEY("caravan.s3.access-key", "", Kind.SECRET, "Access key; empty uses the default chain of AWS."),
  S3_SECRET_KEY("caravan.s3.secret-key", "", Kind.SECRET, "Secret key of the access key."),
  S3_ACCESS_KEY_FROM("caravan.s3.access-key-from", "", Kind.TEXT, "Name of the secret that holds the access key."),
  S3_SECRET_KEY_FROM("caravan.s3.secret-key-from", "", Kind.TEXT, "Name of the secret that holds the secret key of the access key."),
  SECRETS_STORE("caravan.secrets.store", "encrypted", Kind.TEXT, "Store of a secret whose name says none: encrypted, environment, files, vault or azure."),
  SECRETS_CACHE("caravan.secrets.cache", "5m", Kind.DURATION, "How long a secret is remembered before its store is asked again; 0s remembers nothing."),
  SECRETS_FILE("caravan.secrets.file", "", Kind.TEXT, "The encrypted file; empty is secrets/secrets.enc in the data folder."),
  SECRETS_KEY_FILE("caravan.secrets.key-file", "", Kind.TEXT, "Key of the encrypted file; empty is .caravan/secrets.key in the user's home. Made with the first secret."),
  SECRETS_PASSPHRASE("caravan.secrets.passphrase", "", Kind.SECRET, "Passphrase of the encrypted file in place of a key file; give it by the environment."),
  SECRETS_FOLDER("caravan.secrets.folder", "/run/secrets", Kind.PATH, "Folder of the store files: one file a secret."),
  VAULT_ADDRESS("caravan.vault.address", "", Kind.TEXT, "Address of HashiCorp Vault such as https://vault:8200; empty is none."),
  VAULT_NAMESPACE("caravan.vault.namespace", "", Kind.TEXT, "Namespace of Vault; empty is none."),
  VAULT_ENGINE("caravan.vault.engine", "secret", Kind.TEXT, "Where the KV engine of version 2 is mounted."),
  VAULT_LOGIN("caravan.vault.login", "token", Kind.TEXT, "How Caravan logs in to Vault: token, approle or kubernetes."),
  VAULT_MOUNT("caravan.vault.mount", "", Kind.TEXT, "Where the auth method is mounted; empty is approle or kubernetes."),
  VAULT_TOKEN("caravan.vault.token", "", Kind.SECRET, "Token of the login token; give it by the environment."),
  VAULT_TOKEN_FROM("caravan.vault.token-from", "", Kind.TEXT, "Name of the secret, in another store, that holds the token."),
  VAULT_ROLE("caravan.vault.role", "", Kind.TEXT, "The role id of the login approle, or the role of the login kubernetes."),
  VAULT_SECRET_ID("caravan.vault.secret-id", "", Kind.SECRET, "Secret id of the login approle; give it by the environment."),
  VAULT_SECRET_ID_FROM("caravan.vault.secret-id-from", "", Kind.TEXT, "Name of the secret, in another store, that holds the secret id."),
  VAULT_JWT_FILE("caravan.vault.jwt-file", "/var/run/secrets/kubernetes.io/serviceaccount/token", Kind.PATH, "File of the service account's token, for the login kubernetes."),
  AZURE_ADDRESS("caravan.azure.address", "", Kind.TEXT, "Address of Azure Key Vault such as https://shop.vault.azure.net; empty is none."),
  AZURE_AUTHORITY("caravan.azure.authority", "https://login.microsoftonline.com", Kind.TEXT, "Microsoft Entra, which hands out tokens; national clouds have one of their own."),
  AZURE_LOGIN("caravan.azure.login", "managed-identity", Kind.TEXT, "How Caravan logs in to Azure: managed-identity, workload-identity or client-secret."),
  AZURE_TENANT("caravan.azure.tenant", "", Kind.TEXT, "Directory (tenant) of the logins workload-identity and client-secret."),
  AZURE_CLIENT_ID("caravan.azure.client-id", "", Kind.TEXT, "Application (client) id; for managed-identity, empty is the machine's own."),
  AZURE_CLIENT_SECRET("caravan.azure.client-secret", "", Kind.SECRET, "Secret of the login client-secret; give it by the environment."),
  AZURE_CLIENT_SECRET_FROM("caravan.azure.client-secret-from", "", Kind.TEXT, "Name of the secret, in another store, that holds the client secret."),
  AZURE_TOKEN_FILE("caravan.azure.token-file", "/var/run/secrets/azure/tokens/azure-identity-token", Kind.PATH, "File of the service account's token, for the login workload-identity."),
  CALL_CONNECT("caravan.call.connect", "10s", Kind.DURATION, "How long connecting to a system over HTTP may take."),
  CALL_RESPONSE("caravan.call.response", "5m", Kind.DURATION, "How long a system may be silent before its reply begins; one over its limit may hold a call for a minute."),
  CALL_IDLE("caravan.call.idle", "60s", Kind.DURATION, "How long a reply may pause in the middle."),
  CALL_WHOLE("caravan.call.whole", "15m", Kind.DURATION, "How long a call may take in all, from its first byte to the last of its reply."),
  CALL_PATIENCE("caravan.call.patience", "15m", Kind.DURATION, "How long a system may say that it takes no more calls before the flow stops."),
  DATABASE_CONNECT("caravan.database.connect", "10s", Kind.DURATION, "How long connecting to a database may take, the ledger's too."),
  DATABASE_ANSWER("caravan.database.answer", "15m", Kind.DURATION, "How long a database may be silent in the middle of a statement (PostgreSQL)."),
  DATABASE_TAKE("caravan.database.take", "30s", Kind.DURATION, "How long a flow waits for one of the connections to a database."),
  DATABASE_CONNECTIONS("caravan.database.connections", "8", Kind.COUNT, "Connections to a database at most."),
  LEDGER_ANSWER("caravan.ledger.answer", "60s", Kind.DURATION, "How long the ledger database may be silent (PostgreSQL)."),
  SECRETS_PATIENCE("caravan.secrets.patience", "10s", Kind.DURATION, "How long Vault or Azure Key Vault may take to connect, and to answer."),
  RETRY_ATTEMPTS("caravan.retry.attempts", "5", Kind.COUNT, "How often a step is repeated after a transient failure."),
  RETRY_DELAY("caravan.retry.delay", "1s", Kind.DURATION, "Time before the first repetition, at most."),
  RETRY_BACKOFF("caravan.retry.backoff", "2", Kind.FACTOR, "By what the delay grows with each repetition."),
  RETRY_JITTER("caravan.retry.jitter", "full", Kind.TEXT, "full waits any time up to the delay, so that flows do not come back together; none waits the delay."),
  RETRY_DELAY_MAX("caravan.retry.delay-max", "60s", Kind.DURATION, "The longest delay between two repetitions."),
  RETRY_AFTER_MAX("caravan.retry.after-max", "15m", Kind.DURATION, "The longest wait that a system may ask for by Retry-After; one that asks for more stops the flow."),
  FAILURES("caravan.failures", "", Kind.TEXT, "Table of failures whose rows come before those of Caravan; empty is none."),
  BREAKER_FAILURES("caravan.breaker.failures", "50", Kind.COUNT, "Percentage of failed calls that opens a circuit breaker."),
  BREAKER_CALLS("caravan.breaker.calls", "10", Kind.COUNT, "Calls a circuit breaker looks back on."),
  BREAKER_OPEN("caravan.breaker.open", "30s", Kind.DURATION, "How long a circuit breaker stays open."),
  BREAKER_PROBES("caravan.breaker.probes", "3", Kind.COUNT, "Calls that decide then whether it closes again."),
  BREAKER_CONCURRENT("caravan.breaker.concurrent", "64", Kind.COUNT, "Calls at once that one outside system gets from all flows together; 0 is any number."),
  BREAKER_WAIT("caravan.breaker.wait", "60s", Kind.DURATION, "How long a call waits for its turn before it fails."),
  BREAKER_RESERVED("caravan.breaker.reserved", "8", Kind.COUNT, "Of the calls at once, those that only critical flows may make; none as long as no flow is critical."),
  CRITICAL("caravan.critical", "", Kind.TEXT, "Flows that come before others when a system has few calls to give, separated by commas."),
  DISK_RESERVE("caravan.disk.reserve", "256MB", Kind.BYTES, "Free space of the data folder's disk below which flows pause, until there is more."),
  LEASE("caravan.lease", "15s", Kind.DURATION, "After this long without a sign of life, another process may take a flow over."),
  RETENTION_SEGMENTS("caravan.retention.segments", "7d", Kind.DURATION, "How long raw segments of committed batches are kept."),
  RETENTION_PROPOSALS("caravan.retention.proposals", "365d", Kind.DURATION, "How long proposals of changes to contracts are kept after their drift was last seen; who accepted or declined what is kept for ever."),
  RETENTION_REJECTS("caravan.retention.rejects", "90d", Kind.DURATION, "How long rejects are kept after they were last refused; it is said in the log before open ones go."),
  REJECTS_MAX_SIZE("caravan.rejects.max-size", "4GB", Kind.BYTES, "Raw records of rejects that are kept at most; when open ones fill it, batches with rejects stop."),
  REJECTS_UNMASKED_FOR("caravan.rejects.unmasked-for", "", Kind.TEXT, "Users of the operating system, with commas between, who may see sensitive values of rejects."),
  REJECTS_BY_TARGET("caravan.rejects.by-target", "100", Kind.COUNT, "Rows of a batch that the database they land in may refuse: so many are rejected and the others land; with more, the batch fails."),
  REJECTS_COPY_TO("caravan.rejects.copy-to", "", Kind.TEXT, "Endpoint that gets a copy of each reject, masked: file:/var/dead-letters, kafka:dead-letters?brokers=host:9092; empty is none."),
  EVENTS_BROKERS("caravan.events.brokers", "", Kind.TEXT, "Kafka brokers that Caravan's own events are sent to, host:port, separated by commas; empty sends none."),
  EVENTS_TOPIC("caravan.events.topic", "caravan-events", Kind.TEXT, "Topic they go to, which has to be there."),
  EVENTS_TYPES("caravan.events.types", "all", Kind.TEXT, "Which are sent, separated by commas: run-finished, dataset-landed, contract-violated, drift-found, anomaly-found, breaker-opened; or all."),
  EVENTS_SOURCE("caravan.events.source", "/caravan", Kind.TEXT, "Source of the events, a URI or a path. Ledgers whose events go to the same brokers need one each."),
  EVENTS_PRESET("caravan.events.preset", "none", Kind.TEXT, "event-hubs sets what Azure Event Hubs needs; brokers is <namespace>.servicebus.windows.net:9093 then."),
  EVENTS_LOGIN("caravan.events.login", "none", Kind.TEXT, "How to log in at the brokers: none, plain, scram-sha-256, scram-sha-512 or certificate."),
  EVENTS_CREDENTIALS("caravan.events.credentials", "kafka", Kind.TEXT, "What the names of the secrets of that login begin with."),
  EVENTS_TLS("caravan.events.tls", "false", Kind.TEXT, "Whether these brokers are spoken to over TLS, where the login does not say so itself."),
  EVENTS_TRUST("caravan.events.trust", "", Kind.TEXT, "PEM file of the authorities that sign for these brokers; empty is those of the Java machine."),
  EVENTS_WARN_AT("caravan.events.warn-at", "10000", Kind.COUNT, "Events that wait to be sent, from which on the log says so; none is dropped."),
  SHUTDOWN("caravan.shutdown", "60s", Kind.DURATION, "How long the batches in hand may take to finish when Caravan is stopped."),
  RELOAD_ENABLED("caravan.reload.enabled", "auto", Kind.SWITCH, "Whether files that change are taken up while flows run; auto does so unless --once is given."),
  RELOAD_SETTLE("caravan.reload.settle", "1s", Kind.DURATION, "How often changed files are looked for, and how long they must have stood unchanged."),
  RELOAD_DRAIN("caravan.reload.drain", "60s", Kind.DURATION, "How long a flow may take to finish what it has in hand before a later version takes its place.");

  /** How the text of a setting is read. */
  public enum Kind {
    TEXT,
    PATH,
    /** true, false or auto */
    SWITCH,
    /** 0 to 65535 */
    PORT,
    /** a whole number, not negative */
    COUNT,
    /** a decimal number of at least 1 */
    FACTOR,
    /** a number with ms, s, m, h or d */
    DURATION,
    /** a number with KB, MB or GB */
    BYTES,
    /** text that is shown nowhere */
    SECRET
  }

  private final String key;
  private final String byDefault;
  private final Kind kind;
  private final String sentence;

  Setting(String key, String byDefault, Kind kind, String sentence) {
    this.key = key;
    this.byDefault = byDefault;
    this.kind = kind;
    this.sentence = sentence;
  }

  public String key() {
    return key;
  }

  /** The text that is read when nobody says otherwise. */
  public String byDefault() {
    return byDefault;
  }

  public Kind kind() {
    return kind;
  }

  public String sentence() {
    return sentence;
  }

  /** How the environment spells it: {@code CARAVAN_HTTP_PORT}. */
  public String environmentName() {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  static Optional<Setting> of(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(Setting::key).toList();
  }
}
