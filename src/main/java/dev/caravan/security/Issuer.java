package dev.caravan.security;

import dev.caravan.Credential;
import java.net.URI;
import java.util.Objects;

/**
 * Who hands out tokens that let people in.
 *
 * @param address of the OpenID Connect issuer, exactly as its tokens name it
 * @param audience that a bearer token must be for
 * @param rolesClaim where a token holds roles; dots lead into claims within claims: {@code realm_access.roles}
 * @param rolePrefix before the names of Caravan's roles there; may be empty
 * @param client as which browsers are sent there to log in; null when they are not
 */
public record Issuer(URI address, String audience, String rolesClaim, String rolePrefix, Client client) {

  /**
   * This process to its issuer.
   *
   * @param secret null for a public client
   * @param scopes that are asked for, {@code openid} among them
   */
  public record Client(String id, Credential secret, String scopes) {
    public Client {
      Objects.requireNonNull(id, "id is null");
    }
  }
}
