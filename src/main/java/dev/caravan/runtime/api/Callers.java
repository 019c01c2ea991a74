package dev.caravan.runtime.api;

import dev.caravan.security.Caller;
import dev.caravan.security.Role;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConstants;

/** Carries who calls from the doors into Camel: as the authenticated user, which no header of a call can name. */
final class Callers {
  private static final String NAME = "name";
  private static final String ROLE = "role";
  private static final String PROOF = "proof";

  private Callers() {}

  static User user(Caller caller) {
    return User.create(new JsonObject().put(NAME, caller.name()).put(ROLE, caller.role().name()).put(PROOF, caller.proof().name()));
  }

  static Caller of(Exchange exchange) {
    if (!(exchange.getMessage().getHeader(VertxPlatformHttpConstants.AUTHENTICATED_USER) instanceof User user)) {
      throw new IllegalStateException("a call came past the doors");
    }
    JsonObject principal = user.principal();
    return new Caller(principal.getString(NAME), Role.valueOf(principal.getString(ROLE)), Caller.Proof.valueOf(principal.getString(PROOF)));
  }
}
