package dev.caravan.runtime.door;

import dev.caravan.ErrorCode;
import dev.caravan.security.BearerTokens;
import dev.caravan.security.Caller;
import dev.caravan.security.Logins;
import dev.caravan.security.Sessions;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** Tells by what a call brings along who makes it: the cookie of a session, name and password, or a token of an issuer. Thread-safe; may take a second. */
final class Recognition {
  private static final String BASIC = "Basic ";
  private static final String BEARER = "Bearer ";

  private final Sessions sessions;
  private final Logins logins;
  /** null when no issuer is known */
  private final BearerTokens tokens;
  private final Attempts attempts;
  private final String cookie;

  Recognition(Sessions sessions, Logins logins, BearerTokens tokens, Attempts attempts, int port) {
    this.sessions = sessions;
    this.logins = logins;
    this.tokens = tokens;
    this.attempts = attempts;
    // Cookies do not tell ports apart: two processes of one machine must not share one.
    this.cookie = "caravan-console-" + port;
  }

  /** Whom it is. */
  sealed interface Answer {
    record Known(Caller caller) implements Answer {}

    /** @param code why not */
    record Unknown(ErrorCode code) implements Answer {}

    record Locked(Duration rest) implements Answer {}
  }

  String cookie() {
    return cookie;
  }

  /** Session of a browser, or null. */
  String session(HttpServerRequest request) {
    Cookie shown = request.getCookie(cookie);
    return shown == null ? null : shown.getValue();
  }

  /** @throws dev.caravan.CaravanException USERS_FILE, ACTION_UNAUDITED, ACCESS_ISSUER */
  Answer of(HttpServerRequest request) {
    Optional<Caller> inside = sessions.caller(session(request)).flatMap(this::asOfNow);
    if (inside.isPresent()) {
      return new Answer.Known(inside.get());
    }
    String shown = request.getHeader("Authorization");
    if (shown != null && shown.startsWith(BEARER) && tokens != null) {
      return of(tokens.read(shown.substring(BEARER.length()).strip()), request);
    }
    if (shown == null || !shown.startsWith(BASIC)) {
      return new Answer.Unknown(ErrorCode.ACCESS_UNKNOWN);
    }
    return basic(shown.substring(BASIC.length())).map(pair -> of(pair[0], pair[1], request)).orElseGet(() -> new Answer.Unknown(ErrorCode.ACCESS_REFUSED));
  }

  Answer of(String name, String password, HttpServerRequest request) {
    Logins.Outcome outcome = logins.login(name, password);
    attempts.note(name, outcome, request);
    if (outcome instanceof Logins.Outcome.In in) {
      return new Answer.Known(in.caller());
    }
    return outcome instanceof Logins.Outcome.Locked locked ? new Answer.Locked(locked.rest()) : new Answer.Unknown(ErrorCode.ACCESS_REFUSED);
  }

  private Answer of(BearerTokens.Outcome outcome, HttpServerRequest request) {
    if (outcome instanceof BearerTokens.Outcome.In in) {
      return new Answer.Known(in.caller());
    }
    attempts.badToken("a bearer token", request);
    return new Answer.Unknown(outcome instanceof BearerTokens.Outcome.NoRole ? ErrorCode.ACCESS_DENIED : ErrorCode.ACCESS_REFUSED);
  }

  // Who is a user no more has no session any more, and a role that was changed is changed for browsers that are in.
  private Optional<Caller> asOfNow(Caller caller) {
    return switch (caller.proof()) {
      case TOKEN, BEARER -> Optional.of(caller);
      case PASSWORD -> logins.now(caller);
    };
  }

  private static Optional<String[]> basic(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded.strip()), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0 ? Optional.empty() : Optional.of(new String[] {pair.substring(0, colon), pair.substring(colon + 1)});
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
