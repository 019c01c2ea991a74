package dev.caravan.security;

import static dev.caravan.security.Role.ADMIN;
import static dev.caravan.security.Role.OPERATOR;
import static dev.caravan.security.Role.VIEWER;

import java.util.Locale;

/** What can be done through the HTTP port, and the least role that may: the one table of rights, whatever the door. */
public enum Permission {
  METRICS_READ(VIEWER, "read `/metrics`"),
  CONSOLE_OPEN(VIEWER, "open Hawtio at `/hawtio`"),
  JMX_READ(VIEWER, "read MBeans by Jolokia at `/hawtio/jolokia`, as far as `jolokia-access.xml` goes"),
  API_READ(VIEWER, "look by REST at `/api`: how the process stands, flows, runs, batches, profiles, rejects (masked), contracts, drift, tasks"),
  FLOW_CONTROL(OPERATOR, "suspend, resume, stop and start flows, and run again what they have landed"),
  REJECT_MEND(OPERATOR, "edit, drop and replay rejects, and try a replay out"),
  DRIFT_DECIDE(OPERATOR, "accept what drift asks of contracts, or decline it"),
  REJECT_UNMASK(ADMIN, "see sensitive values of a reject"),
  AUDIT_READ(ADMIN, "read the audit");

  private final Role least;
  private final String sentence;

  Permission(Role least, String sentence) {
    this.least = least;
    this.sentence = sentence;
  }

  public boolean grantedTo(Role role) {
    return role.compareTo(least) >= 0;
  }

  /** What it permits, for people, in Markdown. */
  public String sentence() {
    return sentence;
  }

  /** As it is written down: {@code console-open}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
