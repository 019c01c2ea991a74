package dev.caravan.runtime.vault;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import dev.caravan.CaravanException;
import dev.caravan.Causes;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Secret;
import dev.caravan.security.SecretStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Secrets of an Azure Key Vault, read by Camel's {@code azure-key-vault} component in a context of its own:
 * passwords are needed before routes have one. The component is handed a client that logs in by more means and
 * leaves repeating to the error policy. Nothing is opened before the first use.
 */
public final class AzureKeyVault implements SecretStore {
  public static final String STORE = "azure";

  // https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#vault-name-and-object-name
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,127}");
  private static final Pattern ENTRA = Pattern.compile("AADSTS\\d+:[^.\\r\\n]*");
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  private final KeyVaultConfig config;
  private final HttpClient.Builder http;
  private DefaultCamelContext camel;
  private ProducerTemplate producer;

  public AzureKeyVault(KeyVaultConfig config) {
    this(config, HttpClient.newBuilder());
  }

  /** @param http knows what to trust */
  AzureKeyVault(KeyVaultConfig config, HttpClient.Builder http) {
    this.config = config;
    this.http = http;
  }

  @Override
  public String name() {
    return STORE;
  }

  @Override
  public synchronized Secret read(String path) {
    if (!NAME.matcher(path).matches()) {
      throw new CaravanException(
          Problem.of(ErrorCode.SECRET_NAME, null, "This cannot be the name of a secret in Azure Key Vault").required("up to 127 letters, digits and dashes", "'" + path + "'"));
    }
    Exchange reply =
        producer().request(
            "azure-key-vault:caravan?operation=getSecret&secretClient=#keyVault",
            exchange -> exchange.getMessage().setHeader("CamelAzureKeyVaultSecretName", path));
    if (reply.getException() != null) {
      throw failure(path, reply.getException());
    }
    return new Secret(reply.getMessage().getBody(String.class));
  }

  private CaravanException failure(String path, Exception failure) {
    Optional<CaravanException> known = Causes.first(failure, CaravanException.class);
    if (known.isPresent()) {
      return known.get();
    }
    int status = status(failure);
    if (status == 404) {
      return new CaravanException(
          Problem.of(ErrorCode.SECRET_MISSING, null, "Azure Key Vault holds no secret '" + path + "' at " + config.address())
              .next("az keyvault secret set --vault-name " + config.address().getHost().split("\\.")[0] + " --name " + path + " --file -"));
    }
    if (Causes.has(failure, IOException.class) || status >= 500 || status == 429) {
      String why = status == 0 ? "does not answer" : "answers with status " + status;
      return new CaravanException(Problem.of(ErrorCode.SECRET_STORE, null, "Azure Key Vault at " + config.address() + " " + why + "; asked for '" + path + "'"), failure);
    }
    boolean login = status != 403 || Causes.has(failure, ClientAuthenticationException.class);
    return new CaravanException(
        Problem.of(
                ErrorCode.SECRET_DENIED,
                null,
                login
                    ? "Microsoft Entra at " + config.authority() + " does not let Caravan in to " + config.address() + reason(failure) + "; asked for '" + path + "'"
                    : "Azure Key Vault at " + config.address() + " denies '" + path + "'")
            .next(login ? "Mend the credentials of caravan.azure.login." : "Give its identity the role Key Vault Secrets User, or an access policy with 'get'."),
        failure);
  }

  /** What Microsoft Entra says of a refusal, in the form it documents; empty when it says nothing. */
  private static String reason(Throwable failure) {
    return Causes.of(failure, Throwable.class)
        .map(cause -> ENTRA.matcher(String.valueOf(cause.getMessage())))
        .filter(Matcher::find)
        .findFirst()
        .map(said -> " (" + said.group() + ")")
        .orElse("");
  }

  /** The status it was answered with; 0 without an answer. */
  private static int status(Throwable failure) {
    return Causes.of(failure, HttpResponseException.class)
        .map(HttpResponseException::getResponse)
        .filter(Objects::nonNull)
        .findFirst()
        .map(HttpResponse::getStatusCode)
        .orElse(0);
  }

  private ProducerTemplate producer() {
    if (producer == null) {
      open();
    }
    return producer;
  }

  private void open() {
    var client = new JdkHttpClientBuilder(http).connectionTimeout(config.patience()).responseTimeout(config.patience()).readTimeout(config.patience()).build();
    SecretClientBuilder vault =
        new SecretClientBuilder()
            .vaultUrl(config.address().toString())
            .httpClient(client)
            .retryOptions(KeyVaultLogin.NO_RETRY)
            .credential(config.login().credential(config.authority(), !onThisMachine(config.authority()), client));
    // What a vault asks a token for has to belong to its own domain; an emulator has none.
    if (onThisMachine(config.address())) {
      vault.disableChallengeResourceVerification();
    }
    camel = new DefaultCamelContext();
    camel.disableJMX();
    camel.getRegistry().bind("keyVault", vault.buildClient());
    camel.start();
    producer = camel.createProducerTemplate();
  }

  private static boolean onThisMachine(URI address) {
    return THIS_MACHINE.contains(address.getHost().toLowerCase(Locale.ROOT));
  }

  @Override
  public synchronized void close() {
    if (camel != null) {
      camel.stop();
      camel = null;
      producer = null;
    }
  }
}
