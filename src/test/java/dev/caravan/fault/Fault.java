package dev.caravan.fault;

import java.time.Duration;
import java.util.Map;

/** What networks and servers do to a call. */
sealed interface Fault {

  /** The name of the host means nothing. */
  record NoHost() implements Fault {}

  /** Nobody listens. */
  record Refused() implements Fault {}

  /** The call is taken and never answered. */
  record Silent() implements Fault {}

  /** The connection is reset within the body of the reply. */
  record Reset() implements Fault {}

  /** The connection ends as if all were well, within the body of the reply. */
  record Cut() implements Fault {}

  /** The reply comes byte by byte, with a pause before each. */
  record Drip(Duration pause) implements Fault {}

  /** The server says this in place of its reply. */
  record Answer(int status, Map<String, String> headers, String body) implements Fault {}
}
