package dev.caravan.catalog;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process as the ledger knows it: the owner of its leases and runs.
 *
 * @param name {@code <host>-<pid>-<uuid>}
 */
public record ProcessOwner(String name) {
  private static final Pattern FORM =
      Pattern.compile("(.+)-(\\d+)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  /** never part of a host's name */
  private static final String BEHIND_OWNER = "~";
  private static final AtomicLong MARKS = new AtomicLong();
  private static final String HOST = host();
  private static final ProcessOwner CURRENT =
      new ProcessOwner(HOST + "-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID());

  /** This process; the same value as long as it lives. */
  public static ProcessOwner current() {
    return CURRENT;
  }

  /**
   * A name for a file or folder that this process alone uses, for a while: should it be killed before it has removed
   * it, others find by {@link #ofMark} whose it was. Each call gives another one.
   */
  public static String mark() {
    return CURRENT.name + BEHIND_OWNER + MARKS.incrementAndGet();
  }

  /** Whose mark a name is; empty when it is none. */
  public static Optional<ProcessOwner> ofMark(String name) {
    int end = name.indexOf(BEHIND_OWNER);
    return Optional.of(name).filter(mark -> end > 0 && FORM.matcher(mark.substring(0, end)).matches()).map(mark -> new ProcessOwner(mark.substring(0, end)));
  }

  /**
   * Whether it ran on this machine and is certainly gone. False when it is alive, elsewhere, or when
   * another process has its number by now: then the end of its lease tells.
   */
  boolean gone() {
    OptionalLong pid = pidHere();
    // A system that has run out of open files tells nothing of any process.
    return pid.isPresent() && !equals(CURRENT) && ProcessHandle.of(pid.getAsLong()).filter(ProcessHandle::isAlive).isEmpty();
  }

  private OptionalLong pidHere() {
    Matcher matcher = FORM.matcher(name);
    if (!matcher.matches() || !matcher.group(1).equals(HOST)) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Long.parseLong(matcher.group(2)));
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
