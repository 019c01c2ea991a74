package dev.caravan.catalog;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.OptionalLong;
import java.util.UUID;
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
  private static final String HOST = host();
  private static final ProcessOwner CURRENT =
      new ProcessOwner(HOST + "-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID());

  /** This process; the same value as long as it lives. */
  public static ProcessOwner current() {
    return CURRENT;
  }

  /**
   * Whether it ran on this machine and is certainly gone. False when it is alive, elsewhere, or when
   * another process has its number by now: then the end of its lease tells.
   */
  boolean gone() {
    OptionalLong pid = pidHere();
    return pid.isPresent() && ProcessHandle.of(pid.getAsLong()).filter(ProcessHandle::isAlive).isEmpty();
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
