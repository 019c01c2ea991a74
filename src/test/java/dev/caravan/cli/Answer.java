package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a command answered that was run in this process, as its terminal would show it. */
public record Answer(int code, String out, String err) {
  /** @param arguments of {@code caravan} */
  public static Answer to(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Answer(code, out.toString(), err.toString());
  }

  /** The answer to a command with the arguments that many of a test have in common. */
  public static Answer to(List<String> arguments, String... more) {
    List<String> all = new ArrayList<>(arguments);
    Collections.addAll(all, more);
    return to(all.toArray(String[]::new));
  }

  /** The answer to a command that is given this on its standard input. */
  public static Answer typing(String input, List<String> arguments, String... more) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try {
      return to(arguments, more);
    } finally {
      System.setIn(before);
    }
  }

  /** What it printed, for it must have gone well. */
  public String done() {
    assertThat(code).as(this::said).isZero();
    return out;
  }

  /** What it printed and what it complained of. */
  public String said() {
    return out + err;
  }
}
