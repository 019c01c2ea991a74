package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.util.Optional;
import java.util.function.Function;

/** Asks somebody at the terminal. One thread at a time. */
final class Questions {
  private final BufferedReader in;
  private final PrintWriter out;

  Questions(Reader in, PrintWriter out) {
    this.in = new BufferedReader(in);
    this.out = out;
  }

  /**
   * Asks until the answer will do.
   *
   * @param proposal what an empty answer means; null when there is nothing to propose
   * @param objection what is wrong with an answer; empty when nothing is
   * @throws CaravanException USAGE when nobody answers any more
   */
  String ask(String question, String proposal, Function<String, Optional<String>> objection) {
    while (true) {
      out.print(question + (proposal == null ? ": " : " [" + proposal + "]: "));
      out.flush();
      String answer = line(question);
      String meant = answer.isEmpty() && proposal != null ? proposal : answer;
      Optional<String> wrong = meant.isEmpty() ? Optional.of("an answer is needed") : objection.apply(meant);
      if (wrong.isEmpty()) {
        return meant;
      }
      out.println("  " + wrong.get());
    }
  }

  private String line(String question) {
    try {
      String line = in.readLine();
      if (line == null) {
        throw new CaravanException(Problem.of(ErrorCode.USAGE, null, "nobody answers the question '" + question + "'").next("Give the answer as an option; --help shows them."));
      }
      return line.strip();
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.USAGE, "the terminal cannot be read: " + e.getMessage(), e);
    }
  }
}
