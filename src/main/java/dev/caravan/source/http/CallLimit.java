package dev.caravan.source.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many calls a system still takes, as replies that went well tell it: {@code 32/40} in a header whose name ends
 * in {@code Call-Limit}, or {@code RateLimit-Remaining} and {@code RateLimit-Reset}, also behind {@code X-}. Who rests
 * in time is not refused.
 */
public final class CallLimit {
  private static final Pattern USED = Pattern.compile("(\\d{1,9})\\s*/\\s*(\\d{1,9})");
  private static final String BUCKET_SUFFIX = "call-limit";
  /** of a bucket, from which on one rests after each call */
  private static final double FULL = 0.8;
  private static final Duration LEAK = Duration.ofSeconds(1);
  /** a reset above it is a moment, in seconds since 1970, not a number of seconds from now */
  private static final long MOMENT = 1_000_000_000L;

  private CallLimit() {}

  /** How long no further call should be made; empty when there is room. */
  public static Optional<Duration> rest(HttpReply reply, Instant now) {
    for (Map.Entry<String, String> header : reply.headers().entrySet()) {
      Matcher used = USED.matcher(header.getValue().strip());
      if (header.getKey().toLowerCase(java.util.Locale.ROOT).endsWith(BUCKET_SUFFIX) && used.matches()) {
        return Long.parseLong(used.group(1)) >= FULL * Long.parseLong(used.group(2)) ? Optional.of(LEAK) : Optional.empty();
      }
    }
    Optional<Long> remaining = number(reply, "RateLimit-Remaining");
    Optional<Long> reset = number(reply, "RateLimit-Reset");
    if (remaining.isEmpty() || remaining.get() > 0 || reset.isEmpty()) {
      return Optional.empty();
    }
    Duration rest = reset.get() > MOMENT ? Duration.between(now, Instant.ofEpochSecond(reset.get())) : Duration.ofSeconds(reset.get());
    return rest.isNegative() ? Optional.empty() : Optional.of(rest);
  }

  private static Optional<Long> number(HttpReply reply, String name) {
    String text = reply.headers().getOrDefault(name, reply.headers().getOrDefault("X-" + name, ""));
    return text.strip().matches("\\d{1,12}") ? Optional.of(Long.parseLong(text.strip())) : Optional.empty();
  }
}
