package dev.caravan.sandbox.netsuite;

import dev.caravan.sandbox.http.Request;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Token-based authentication: signature, time, nonce, and the lock after failures in a row. Thread-safe. */
final class TokenLogin {
  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final Duration LOCK = Duration.ofMinutes(30);
  private static final int LEAST_NONCE = 6;

  /** Why a login was refused: shown in the account's audit trail only. */
  enum Refusal {
    MALFORMED,
    UNKNOWN_ALGORITHM,
    UNKNOWN_REALM,
    UNKNOWN_CONSUMER,
    TOKEN_REJECTED,
    INVALID_TIMESTAMP,
    NONCE_USED,
    INVALID_SIGNATURE,
    TEMPORARY_LOCKED
  }

  private final NetSuiteAccount account;
  private final NetSuiteBehaviour behaviour;
  private final Clock clock;
  private final Set<String> nonces = new HashSet<>();
  private int failures;
  private Instant lockedUntil = Instant.MIN;

  TokenLogin(NetSuiteAccount account, NetSuiteBehaviour behaviour, Clock clock) {
    this.account = account;
    this.behaviour = behaviour;
    this.clock = clock;
  }

  /** Empty for a login that holds. */
  synchronized Optional<Refusal> refusal(Request request, String authorization) {
    if (clock.instant().isBefore(lockedUntil)) {
      return Optional.of(Refusal.TEMPORARY_LOCKED);
    }
    Optional<Refusal> refusal = TokenSignature.header(authorization).map(header -> check(request, header)).orElse(Optional.of(Refusal.MALFORMED));
    failures = refusal.isPresent() ? failures + 1 : 0;
    if (failures >= behaviour.count(NetSuiteSwitch.LOCK_AFTER)) {
      failures = 0;
      lockedUntil = clock.instant().plus(behaviour.scaled(LOCK));
    }
    return refusal;
  }

  private Optional<Refusal> check(Request request, Map<String, String> header) {
    String nonce = header.getOrDefault("oauth_nonce", "");
    String timestamp = header.getOrDefault("oauth_timestamp", "");
    if (!header.getOrDefault("oauth_version", "1.0").equals("1.0") || nonce.length() < LEAST_NONCE || !timestamp.matches("[0-9]{1,12}")) {
      return Optional.of(Refusal.MALFORMED);
    }
    if (!header.getOrDefault("oauth_signature_method", "").equals("HMAC-SHA256")) {
      return Optional.of(Refusal.UNKNOWN_ALGORITHM);
    }
    if (!account.realm().equals(header.get("realm"))) {
      return Optional.of(Refusal.UNKNOWN_REALM);
    }
    if (!account.consumerKey().equals(header.get("oauth_consumer_key"))) {
      return Optional.of(Refusal.UNKNOWN_CONSUMER);
    }
    if (!account.tokenId().equals(header.get("oauth_token"))) {
      return Optional.of(Refusal.TOKEN_REJECTED);
    }
    if (Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), clock.instant()).abs().compareTo(WINDOW) > 0) {
      return Optional.of(Refusal.INVALID_TIMESTAMP);
    }
    if (!TokenSignature.holds(request, header, account.consumerSecret().reveal(), account.tokenSecret().reveal())) {
      return Optional.of(Refusal.INVALID_SIGNATURE);
    }
    return nonces.add(nonce + ' ' + timestamp) ? Optional.empty() : Optional.of(Refusal.NONCE_USED);
  }
}
