package dev.caravan.runtime.vault;

import dev.caravan.Credential;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.vault.authentication.AppRoleAuthentication;
import org.springframework.vault.authentication.AppRoleAuthenticationOptions;
import org.springframework.vault.authentication.ClientAuthentication;
import org.springframework.vault.authentication.KubernetesAuthentication;
import org.springframework.vault.authentication.KubernetesAuthenticationOptions;
import org.springframework.vault.support.VaultToken;
import org.springframework.web.client.RestOperations;

/** How Caravan proves to Vault who it is; credentials are asked for at each login, so that they may change. */
public sealed interface VaultLogin {

  /** A token that somebody else was given. */
  record Token(Credential token) implements VaultLogin {}

  /** @param mount path of the auth method, {@code approle} unless it was mounted elsewhere */
  record AppRole(String mount, String roleId, Credential secretId) implements VaultLogin {}

  /**
   * The service account of a pod.
   *
   * @param mount path of the auth method, {@code kubernetes} unless it was mounted elsewhere
   * @param jwt file of the service account's token, which Kubernetes renews
   */
  record Kubernetes(String mount, String role, Path jwt) implements VaultLogin {}

  /** As spring-vault understands it. */
  default ClientAuthentication authentication(RestOperations vault) {
    if (this instanceof Token token) {
      return () -> VaultToken.of(token.token().get().reveal());
    }
    if (this instanceof AppRole role) {
      return () -> {
        AppRoleAuthenticationOptions options =
            AppRoleAuthenticationOptions.builder()
                .path(role.mount())
                .roleId(AppRoleAuthenticationOptions.RoleId.provided(role.roleId()))
                .secretId(AppRoleAuthenticationOptions.SecretId.provided(role.secretId().get().reveal()))
                .build();
        return new AppRoleAuthentication(options, vault).login();
      };
    }
    Kubernetes pod = (Kubernetes) this;
    return new KubernetesAuthentication(
        KubernetesAuthenticationOptions.builder().path(pod.mount()).role(pod.role()).jwtSupplier(() -> text(pod.jwt())).build(), vault);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
