package dev.caravan.sandbox.netsuite;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What SuiteQL does not allow although the engine would. */
final class SuiteQlRules {
  private static final int MOST_IN_LIST = 1000;
  private static final List<String> FOREIGN = List.of("LIMIT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ATTACH", "COPY", "PRAGMA", "QUALIFY", "PIVOT");

  private SuiteQlRules() {}

  /** @throws SuiteQlRefusal for the first rule that is broken */
  static void check(List<SuiteQlToken> tokens) {
    if (tokens.isEmpty() || !tokens.get(0).is("SELECT")) {
      throw SuiteQlRefusal.unsupported();
    }
    Deque<Integer> selects = new ArrayDeque<>();
    int depth = 0;
    for (int i = 0; i < tokens.size(); i++) {
      SuiteQlToken token = tokens.get(i);
      SuiteQlToken before = i > 0 ? tokens.get(i - 1) : null;
      SuiteQlToken after = i + 1 < tokens.size() ? tokens.get(i + 1) : null;
      boolean afterText = before != null && before.kind() == SuiteQlToken.Kind.TEXT;
      boolean beforeText = after != null && after.kind() == SuiteQlToken.Kind.TEXT;
      if (token.is("(")) {
        depth++;
        if (after != null && after.is("+")) {
          throw SuiteQlRefusal.search("Outer joins by (+) are not supported.");
        }
        if (before != null && before.is("IN")) {
          checkList(tokens, i);
        }
        if (after != null && after.is("SELECT")) {
          selects.push(depth);
        }
      } else if (token.is(")")) {
        if (!selects.isEmpty() && selects.peek() == depth) {
          selects.pop();
        }
        depth--;
      } else if (token.kind() == SuiteQlToken.Kind.QUOTED && !selects.isEmpty()) {
        throw SuiteQlRefusal.search("Quoted names are not supported in subselects.");
      } else if (token.is("[") || token.is("]") || token.is(";") || token.kind() == SuiteQlToken.Kind.WORD && FOREIGN.stream().anyMatch(token::is) && !isName(before)) {
        throw SuiteQlRefusal.unsupported();
      } else if ((token.is("DATE") || token.is("TIMESTAMP")) && beforeText) {
        throw SuiteQlRefusal.search("Date literals are not supported, use TO_DATE.");
      } else if (token.is("+") && (afterText || beforeText)) {
        throw SuiteQlRefusal.search("Texts are joined by ||, not by +.");
      }
    }
  }

  private static boolean isName(SuiteQlToken before) {
    return before != null && (before.is(".") || before.is("AS"));
  }

  private static void checkList(List<SuiteQlToken> tokens, int open) {
    int values = 1;
    int depth = 0;
    for (int i = open; i < tokens.size(); i++) {
      if (tokens.get(i).is("(")) {
        depth++;
      } else if (tokens.get(i).is(")")) {
        depth--;
        if (depth == 0) {
          break;
        }
      } else if (tokens.get(i).is(",") && depth == 1) {
        values++;
      }
    }
    if (values > MOST_IN_LIST) {
      throw SuiteQlRefusal.search("An IN list has at most " + MOST_IN_LIST + " values.");
    }
  }
}
