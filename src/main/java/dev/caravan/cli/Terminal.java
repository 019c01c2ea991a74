package dev.caravan.cli;

import java.io.Console;

/** Whether somebody is looking, so that lines may be drawn again. */
final class Terminal {
  private Terminal() {}

  static boolean interactive() {
    Console console = System.console();
    String kind = System.getenv("TERM");
    return console != null && isTerminal(console) && kind != null && !kind.equals("dumb");
  }

  // From Java 22 on there is a console even when the output is piped, and a method that tells.
  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException olderThan22) {
      return true;
    }
  }
}
