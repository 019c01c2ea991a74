package dev.caravan.session;

import java.util.ArrayList;
import java.util.List;

/** What somebody typed and saw: lines with {@code $} and, where a command goes on, {@code >}; below them the output. */
public record Session(List<Step> steps) {

  /** @param output as it is shown; empty when the session shows none */
  public record Step(String command, String output) {}

  public static Session of(String text) {
    List<Step> steps = new ArrayList<>();
    StringBuilder command = new StringBuilder();
    StringBuilder output = new StringBuilder();
    boolean typing = false;
    for (String line : text.lines().toList()) {
      if (line.startsWith("$ ")) {
        add(steps, command, output);
        command.append(line.substring(2));
        typing = true;
      } else if (typing && (line.startsWith("> ") || line.equals(">"))) {
        command.append('\n').append(line.length() > 2 ? line.substring(2) : "");
      } else {
        typing = false;
        output.append(line).append('\n');
      }
    }
    add(steps, command, output);
    return new Session(List.copyOf(steps));
  }

  private static void add(List<Step> steps, StringBuilder command, StringBuilder output) {
    if (command.length() > 0) {
      steps.add(new Step(command.toString(), output.toString()));
    } else if (!output.toString().isBlank()) {
      throw new IllegalArgumentException("requires a line that begins with '$ ' before: " + output);
    }
    command.setLength(0);
    output.setLength(0);
  }
}
