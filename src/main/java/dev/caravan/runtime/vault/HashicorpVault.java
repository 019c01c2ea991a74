package dev.caravan.runtime.vault;

import dev.caravan.CaravanException;
import dev.caravan.Causes;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Secret;
import dev.caravan.security.SecretStore;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.vault.authentication.LifecycleAwareSessionManager;
import org.springframework.vault.authentication.VaultLoginException;
import org.springframework.vault.client.RestTemplateBuilder;
import org.springframework.vault.client.VaultEndpoint;
import org.springframework.vault.core.VaultTemplate;
import org.springframework.web.client.HttpStatusCodeException;

/**
 * Secrets of a KV engine of version 2, read by Camel's {@code hashicorp-vault} component in a context of its
 * own: passwords are needed before routes have one. The component knows tokens only; the template it is given
 * logs in by other means too and renews the lease of its token. Nothing is opened before the first use.
 */
public final class HashicorpVault implements SecretStore {
  public static final String STORE = "vault";

  private static final Pattern PATH = Pattern.compile("([A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*)(?:#([A-Za-z0-9._-]+))?");
  private static final String FIELD = "value";

  private final VaultConfig config;
  private Session session;

  private record Session(DefaultCamelContext camel, ProducerTemplate producer, LifecycleAwareSessionManager login, ThreadPoolTaskScheduler renewal) {}

  public HashicorpVault(VaultConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return STORE;
  }

  /** @param path {@code <path>[#<field>]}; without a field, {@code value} */
  @Override
  public synchronized Secret read(String path) {
    var form = PATH.matcher(path);
    if (!form.matches() || List.of(form.group(1).split("/")).stream().anyMatch(part -> part.matches("\\.+"))) {
      throw new CaravanException(
          Problem.of(ErrorCode.SECRET_NAME, null, "This cannot be the name of a secret in Vault")
              .required("<path>[#<field>] below the engine '" + config.engine() + "', for instance shop/db#password", "'" + path + "'"));
    }
    String field = form.group(2) == null ? FIELD : form.group(2);
    Map<?, ?> fields = fields(form.group(1));
    Object value = fields == null ? null : fields.get(field);
    if (value == null) {
      String what = fields == null ? "Vault holds no secret '" : "The secret in Vault has no field '" + field + "': '";
      throw new CaravanException(
          Problem.of(ErrorCode.SECRET_MISSING, null, what + path + "' at " + config.address())
              .next("vault kv put " + config.engine() + "/" + form.group(1) + " " + field + "=-"));
    }
    return new Secret(value.toString());
  }

  private Map<?, ?> fields(String path) {
    Exchange reply = ask(path);
    // The token may have been revoked under our hands: a fresh login tells one from the other.
    if (status(reply.getException()) == 403 && !(reply.getException() instanceof VaultLoginException)) {
      session().login().revoke();
      reply = ask(path);
    }
    if (reply.getException() != null) {
      throw failure(path, reply.getException());
    }
    Map<?, ?> body = reply.getMessage().getBody(Map.class);
    return body == null ? null : (Map<?, ?>) body.get("data");
  }

  private Exchange ask(String path) {
    return session().producer().request(
        "hashicorp-vault:" + config.engine() + "?operation=getSecret&vaultTemplate=#vault",
        exchange -> exchange.getMessage().setHeader("CamelHashicorpVaultSecretPath", path));
  }

  private CaravanException failure(String path, Exception failure) {
    for (Throwable cause : Causes.of(failure)) {
      if (cause instanceof CaravanException known) {
        return known;
      }
      if (cause instanceof UncheckedIOException unreadable) {
        return new CaravanException(ErrorCode.SECRET_DENIED, "The token of the service account cannot be read: " + unreadable.getCause().getMessage());
      }
    }
    int status = status(failure);
    if (status == 0 || status >= 500 || status == 429) {
      String why = status == 503 ? "is sealed or not ready" : status == 0 ? "does not answer" : "answers with status " + status;
      return new CaravanException(Problem.of(ErrorCode.SECRET_STORE, null, "Vault at " + config.address() + " " + why + "; asked for '" + path + "'"), failure);
    }
    boolean login = failure instanceof VaultLoginException;
    return new CaravanException(
        Problem.of(
                ErrorCode.SECRET_DENIED,
                null,
                login
                    ? "Vault at " + config.address() + " does not let Caravan in (status " + status + "); asked for '" + path + "'"
                    : "Vault at " + config.address() + " denies '" + path + "' (status " + status + ")")
            .next(login
                ? "Mend the credentials of caravan.vault.login."
                : "Give its policy the right to read " + config.engine() + "/data/" + path + ", or mend the token: an ended one is denied alike."),
        failure);
  }

  /** The status Vault answered with; 0 when it did not answer. */
  private static int status(Throwable failure) {
    return Causes.first(failure, HttpStatusCodeException.class).map(answer -> answer.getStatusCode().value()).orElse(0);
  }

  private Session session() {
    if (session == null) {
      session = open();
    }
    return session;
  }

  private Session open() {
    JdkClientHttpRequestFactory http = new JdkClientHttpRequestFactory(HttpClient.newBuilder().connectTimeout(config.patience()).build());
    http.setReadTimeout(config.patience());
    RestTemplateBuilder requests = RestTemplateBuilder.builder().endpoint(VaultEndpoint.from(config.address())).requestFactory(http);
    if (config.namespace() != null) {
      requests.defaultHeader("X-Vault-Namespace", config.namespace());
    }
    ThreadPoolTaskScheduler renewal = new ThreadPoolTaskScheduler();
    renewal.setDaemon(true);
    renewal.setThreadNamePrefix("caravan-vault-");
    renewal.initialize();
    var calls = requests.build();
    LifecycleAwareSessionManager login = new LifecycleAwareSessionManager(config.login().authentication(calls), renewal, calls);
    DefaultCamelContext camel = new DefaultCamelContext();
    camel.disableJMX();
    camel.getRegistry().bind("vault", new VaultTemplate(requests, login));
    camel.start();
    return new Session(camel, camel.createProducerTemplate(), login, renewal);
  }

  /** Gives the token back where Caravan logged in for it. */
  @Override
  public synchronized void close() {
    if (session == null) {
      return;
    }
    if (!(config.login() instanceof VaultLogin.Token)) {
      session.login().destroy();
    }
    session.renewal().shutdown();
    session.camel().stop();
    session = null;
  }
}
