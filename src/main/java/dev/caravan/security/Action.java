package dev.caravan.security;

import java.time.Instant;

/**
 * What the audit says of something that somebody did, or was kept from doing, through the HTTP port.
 *
 * @param actor name of a user; of a login, the one that was given
 * @param role null where nobody was recognised
 * @param proof null where nobody was recognised
 * @param action such as {@code log in} or the name of a permission
 * @param subject what it was done to
 * @param outcome {@code begun}, {@code done}, or the code of the failure
 * @param address from where
 */
public record Action(Instant at, String actor, Role role, Caller.Proof proof, String action, String subject, String outcome, String address) {
  public static final String BEGUN = "begun";
  public static final String DONE = "done";

  /** Of somebody who was recognised. */
  public static Action of(Instant at, Caller caller, String action, String subject, String outcome, String address) {
    return new Action(at, caller.name(), caller.role(), caller.proof(), action, subject, outcome, address);
  }
}
