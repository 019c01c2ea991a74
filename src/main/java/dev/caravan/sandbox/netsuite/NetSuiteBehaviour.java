package dev.caravan.sandbox.netsuite;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How a simulated account behaves. Immutable.
 *
 * @param values of the switches that do not stand at their standard
 */
public record NetSuiteBehaviour(Map<NetSuiteSwitch, String> values) {
  private static final List<NetSuiteSwitch> FAULTS =
      List.of(
          NetSuiteSwitch.TOO_MANY_PERCENT, NetSuiteSwitch.UNAUTHORIZED_PERCENT, NetSuiteSwitch.STALL_PERCENT, NetSuiteSwitch.SERVER_ERROR_PERCENT,
          NetSuiteSwitch.CUT_PERCENT, NetSuiteSwitch.HTML_PERCENT, NetSuiteSwitch.SLOW_PERCENT);
  private static final int MOST_FAULTS_PERCENT = 4;

  public NetSuiteBehaviour {
    EnumMap<NetSuiteSwitch, String> copy = new EnumMap<>(NetSuiteSwitch.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  /** As documented, without faults. */
  public static NetSuiteBehaviour standard() {
    return new NetSuiteBehaviour(Map.of());
  }

  /** A combination of choices and of faults, the same for the same seed; long times are short. */
  public static NetSuiteBehaviour random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    NetSuiteBehaviour behaviour = standard().with(NetSuiteSwitch.FAULT_SEED, Long.toString(seed)).with(NetSuiteSwitch.TIME_SCALE, "0.001");
    for (NetSuiteSwitch each : NetSuiteSwitch.values()) {
      if (!each.choices().isEmpty()) {
        behaviour = behaviour.with(each, each.choices().get(random.nextInt(each.choices().size())));
      } else if (FAULTS.contains(each) && random.nextInt(3) == 0) {
        behaviour = behaviour.with(each, Integer.toString(1 + random.nextInt(MOST_FAULTS_PERCENT)));
      }
    }
    return behaviour;
  }

  /** With one switch set. */
  public NetSuiteBehaviour with(NetSuiteSwitch which, String value) {
    check(which, value);
    Map<NetSuiteSwitch, String> changed = new EnumMap<>(NetSuiteSwitch.class);
    changed.putAll(values);
    changed.put(which, value);
    return new NetSuiteBehaviour(changed);
  }

  /**
   * With the switch of that name set.
   *
   * @throws CaravanException USAGE when there is no such switch, or the value is none of its choices
   */
  public NetSuiteBehaviour with(String key, String value) {
    NetSuiteSwitch which =
        Arrays.stream(NetSuiteSwitch.values())
            .filter(each -> each.key().equals(key))
            .findFirst()
            .orElseThrow(
                () ->
                    new CaravanException(
                        Problem.of(ErrorCode.USAGE, null, "there is no switch " + key)
                            .next(Nearest.advice(key, Arrays.stream(NetSuiteSwitch.values()).map(NetSuiteSwitch::key).toList()))));
    return with(which, value);
  }

  private static void check(NetSuiteSwitch which, String value) {
    boolean number = which.choices().isEmpty() && which.standard().matches("[0-9]+");
    if (!which.choices().isEmpty() && !which.choices().contains(value)) {
      throw refused(which, "one of " + String.join(", ", which.choices()), value);
    }
    if (number && !value.matches("-?[0-9]+([.][0-9]+)?")) {
      throw refused(which, "a number", value);
    }
  }

  private static CaravanException refused(NetSuiteSwitch which, String required, String got) {
    return new CaravanException(
        Problem.of(ErrorCode.USAGE, null, "switch " + which.key() + " cannot be set so").required(required, "'" + got + "'").next("Choose " + required + "."));
  }

  public String text(NetSuiteSwitch which) {
    return values.getOrDefault(which, which.standard());
  }

  public boolean is(NetSuiteSwitch which, String value) {
    return text(which).equals(value);
  }

  public double number(NetSuiteSwitch which) {
    return Double.parseDouble(text(which));
  }

  public int count(NetSuiteSwitch which) {
    return (int) number(which);
  }

  /** A long time, as long as the time scale makes it. */
  public Duration scaled(Duration time) {
    return Duration.ofNanos((long) (time.toNanos() * number(NetSuiteSwitch.TIME_SCALE)));
  }

  public ZoneId zone() {
    return ZoneId.of(text(NetSuiteSwitch.TIME_ZONE));
  }
}
