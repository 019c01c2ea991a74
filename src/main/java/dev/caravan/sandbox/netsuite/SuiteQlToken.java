package dev.caravan.sandbox.netsuite;

import java.util.ArrayList;
import java.util.List;

/** One token of a query. */
record SuiteQlToken(Kind kind, String text) {
  enum Kind {
    WORD,
    NUMBER,
    /** {@code 'text'}, with its quotes */
    TEXT,
    /** {@code "name"}, with its quotes */
    QUOTED,
    SYMBOL
  }

  boolean is(String word) {
    return kind != Kind.TEXT && kind != Kind.QUOTED && text.equalsIgnoreCase(word);
  }

  /** @throws SuiteQlRefusal for a quote that does not end */
  static List<SuiteQlToken> read(String query) {
    List<SuiteQlToken> tokens = new ArrayList<>();
    int at = 0;
    while (at < query.length()) {
      char next = query.charAt(at);
      int end;
      Kind kind;
      if (Character.isWhitespace(next)) {
        at++;
        continue;
      } else if (query.startsWith("--", at) || query.startsWith("/*", at)) {
        at = comment(query, at);
        continue;
      } else if (next == '\'' || next == '"') {
        end = quoted(query, at, next);
        kind = next == '\'' ? Kind.TEXT : Kind.QUOTED;
      } else if (Character.isDigit(next)) {
        end = run(query, at, "._");
        kind = Kind.NUMBER;
      } else if (Character.isLetter(next) || next == '_') {
        end = run(query, at, "_$");
        kind = Kind.WORD;
      } else {
        end = at + (at + 1 < query.length() && List.of("||", "<=", ">=", "<>", "!=").contains(query.substring(at, at + 2)) ? 2 : 1);
        kind = Kind.SYMBOL;
      }
      tokens.add(new SuiteQlToken(kind, query.substring(at, end)));
      at = end;
    }
    return tokens;
  }

  private static int comment(String query, int from) {
    String closing = query.charAt(from) == '-' ? "\n" : "*/";
    int end = query.indexOf(closing, from + 2);
    return end < 0 ? query.length() : end + closing.length();
  }

  private static int quoted(String query, int from, char quote) {
    int at = from + 1;
    while (at < query.length()) {
      if (query.charAt(at) == quote) {
        if (at + 1 < query.length() && query.charAt(at + 1) == quote) {
          at++;
        } else {
          return at + 1;
        }
      }
      at++;
    }
    throw SuiteQlRefusal.unsupported();
  }

  private static int run(String query, int from, String also) {
    int at = from;
    while (at < query.length() && (Character.isLetterOrDigit(query.charAt(at)) || also.indexOf(query.charAt(at)) >= 0)) {
      at++;
    }
    return at;
  }
}
