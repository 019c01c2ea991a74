package dev.caravan.runtime.vault;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.ClientAssertionCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import dev.caravan.CaravanException;
import dev.caravan.Credential;
import dev.caravan.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** How Caravan proves to Microsoft Entra who it is. */
public sealed interface KeyVaultLogin {
  /** The error policy of a route repeats; a client that does so too multiplies the calls. */
  RetryOptions NO_RETRY = new RetryOptions(new FixedDelayOptions(0, Duration.ZERO));

  /** An application with a secret, which is asked for at each login. */
  record ClientSecret(String tenant, String clientId, Credential secret) implements KeyVaultLogin {}

  /**
   * The service account of a pod of Azure Kubernetes Service.
   *
   * @param token file of the service account's token, which Kubernetes renews
   */
  record WorkloadIdentity(String tenant, String clientId, Path token) implements KeyVaultLogin {}

  /** @param clientId null for the identity that the machine itself has */
  record ManagedIdentity(String clientId) implements KeyVaultLogin {}

  /**
   * As the library of Azure understands it.
   *
   * @param known whether the authority is one that Microsoft lists
   */
  default TokenCredential credential(URI authority, boolean known, HttpClient http) {
    if (this instanceof ClientSecret application) {
      return new ClientSecretTokens(
          application.secret(),
          secret ->
              at(authority, known, http, new ClientSecretCredentialBuilder().clientSecret(secret.reveal()))
                  .tenantId(application.tenant())
                  .clientId(application.clientId())
                  .build());
    }
    if (this instanceof WorkloadIdentity pod) {
      return at(authority, known, http, new ClientAssertionCredentialBuilder().clientAssertion(() -> text(pod.token())))
          .tenantId(pod.tenant())
          .clientId(pod.clientId())
          .build();
    }
    // The library repeats calls to the machine's service by rules of its own, and fails when it is given others.
    return new ManagedIdentityCredentialBuilder().httpClient(http).clientId(((ManagedIdentity) this).clientId()).build();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SECRET_DENIED, "The token of the service account cannot be read: " + e.getMessage(), e);
    }
  }

  private static <T extends AadCredentialBuilderBase<T>> T at(URI authority, boolean known, HttpClient http, T builder) {
    builder.httpClient(http).retryOptions(NO_RETRY).authorityHost(authority.toString());
    return known ? builder : builder.disableInstanceDiscovery();
  }
}
