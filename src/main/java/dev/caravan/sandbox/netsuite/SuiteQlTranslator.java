package dev.caravan.sandbox.netsuite;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Turns one query of SuiteQL into the engine's SQL. Used once. */
final class SuiteQlTranslator {
  private static final Set<String> AFTER_TABLE =
      Set.of("WHERE", "GROUP", "ORDER", "HAVING", "UNION", "MINUS", "INTERSECT", "JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "OUTER", "ON", "FETCH");
  private static final Set<String> ENDS_FROM = Set.of("WHERE", "GROUP", "ORDER", "HAVING", "UNION", "MINUS", "INTERSECT");
  private static final Set<String> FROM_INSIDE = Set.of("EXTRACT", "TRIM", "SUBSTRING");

  /** What is known of the parentheses that are open. */
  private static final class Frame {
    private final String function;
    private boolean from;
    private boolean table;
    private int commas;

    Frame(String function) {
      this.function = function;
    }
  }

  private final NetSuiteTables tables;
  private final NetSuiteBehaviour behaviour;
  private final Instant now;
  private final List<SuiteQlToken> tokens;
  private final List<String> sql = new ArrayList<>();
  private final List<SuiteQlQuery.Use> uses = new ArrayList<>();
  private final Deque<Frame> frames = new ArrayDeque<>();
  private long most = Long.MAX_VALUE;
  private boolean ordered;
  private boolean plain = true;
  private int at;

  SuiteQlTranslator(NetSuiteTables tables, NetSuiteBehaviour behaviour, Instant now, String query) {
    this.tables = tables;
    this.behaviour = behaviour;
    this.now = now;
    this.tokens = SuiteQlToken.read(query);
  }

  /** @throws SuiteQlRefusal for what SuiteQL does not have */
  SuiteQlQuery translate() {
    SuiteQlRules.check(tokens);
    frames.push(new Frame(""));
    while (at < tokens.size()) {
      next(tokens.get(at));
    }
    checkTime();
    return new SuiteQlQuery(String.join(" ", sql), most, List.copyOf(uses), ordered, plain);
  }

  private void checkTime() {
    boolean rows = uses.stream().anyMatch(use -> !use.table().equals("dual"));
    if (rows && behaviour.is(NetSuiteSwitch.TIME_BESIDE_ROWS, "refused") && tokens.stream().anyMatch(token -> token.is("SYSTIMESTAMP"))) {
      throw SuiteQlRefusal.unsupported();
    }
  }

  private void next(SuiteQlToken token) {
    Frame frame = frames.peek();
    switch (token.kind()) {
      case TEXT -> sql.add(isFormat(frame) ? format(token.text()) : token.text());
      case SYMBOL -> symbol(token, frame);
      case WORD -> {
        word(token, frame);
        return;
      }
      case NUMBER, QUOTED -> sql.add(token.text());
    }
    at++;
  }

  private static boolean isFormat(Frame frame) {
    return frame.commas == 1 && OracleFunctions.RENAMED.containsKey(frame.function) && frame.function.startsWith("TO_");
  }

  private static String format(String text) {
    return '\'' + OracleFunctions.format(text.substring(1, text.length() - 1).replace("''", "'")).replace("'", "''") + '\'';
  }

  private void symbol(SuiteQlToken token, Frame frame) {
    switch (token.text()) {
      case "(" -> {
        frame.table = false;
        frames.push(new Frame(at > 0 && tokens.get(at - 1).kind() == SuiteQlToken.Kind.WORD ? upper(tokens.get(at - 1)) : ""));
      }
      case ")" -> {
        if (frames.size() == 1) {
          throw SuiteQlRefusal.unsupported();
        }
        frames.pop();
      }
      case "," -> {
        frame.commas++;
        frame.table = frame.from;
      }
      default -> { }
    }
    sql.add(token.text());
  }

  private void word(SuiteQlToken token, Frame frame) {
    boolean name = at > 0 && (tokens.get(at - 1).is(".") || tokens.get(at - 1).is("AS"));
    if (frame.table) {
      table(frame);
    } else if (name) {
      plainWord(token.text());
    } else {
      keyword(token, frame);
    }
  }

  private void keyword(SuiteQlToken token, Frame frame) {
    String word = upper(token);
    if (ENDS_FROM.contains(word)) {
      frame.from = false;
    }
    switch (word) {
      case "FROM", "JOIN" -> {
        if (!FROM_INSIDE.contains(frame.function)) {
          frame.from = true;
          frame.table = true;
        }
        plainWord(word);
      }
      case "ORDER" -> {
        ordered |= frames.size() == 1;
        plainWord(word);
      }
      case "GROUP", "DISTINCT", "UNION", "INTERSECT" -> {
        plain &= frames.size() > 1;
        plainWord(word);
      }
      case "MINUS" -> {
        plain &= frames.size() > 1;
        plainWord("EXCEPT");
      }
      case "TOP", "FETCH", "ROWNUM" -> limit(word);
      case "BUILTIN" -> display();
      case "SESSIONTIMEZONE" -> sessionZone();
      case "SYSDATE" -> plainWord("CAST(TIMESTAMPTZ '" + tables.truncated(now) + "' AS TIMESTAMP)");
      case "CURRENT_DATE" -> plainWord("CAST(TIMESTAMPTZ '" + tables.truncated(now) + "' AS DATE)");
      case "CURRENT_TIMESTAMP", "SYSTIMESTAMP" -> plainWord("TIMESTAMPTZ '" + tables.truncated(now) + "'");
      default -> {
        boolean call = peek(1).is("(");
        plainWord(call ? OracleFunctions.RENAMED.getOrDefault(word, token.text()) : token.text());
      }
    }
  }

  private void plainWord(String word) {
    sql.add(word);
    at++;
  }

  private void table(Frame frame) {
    String table = tokens.get(at).text().toLowerCase(Locale.ROOT);
    frame.table = false;
    if (!visible(table)) {
      throw SuiteQlRefusal.search(
          behaviour.is(NetSuiteSwitch.MISSING_TABLE, "searchType") ? "Invalid search type: " + table + "." : "Record '" + table + "' was not found.");
    }
    int alias = at + (peek(1).is("AS") ? 2 : 1);
    boolean aliased = alias < tokens.size() && tokens.get(alias).kind() == SuiteQlToken.Kind.WORD && !AFTER_TABLE.contains(upper(tokens.get(alias)));
    uses.add(new SuiteQlQuery.Use(table, aliased ? tokens.get(alias).text().toLowerCase(Locale.ROOT) : table, frames.size() == 1));
    sql.add('"' + table + '"');
    if (aliased) {
      sql.add("AS \"" + tokens.get(alias).text() + '"');
    }
    at = aliased ? alias + 1 : at + 1;
  }

  private boolean visible(String table) {
    boolean denied = Set.of(behaviour.text(NetSuiteSwitch.DENIED_TABLES).toLowerCase(Locale.ROOT).split("[, ]+")).contains(table);
    boolean refused = table.equals(NetSuiteSchema.DELETED) && behaviour.is(NetSuiteSwitch.DELETED_RECORDS, "refused");
    return table.equals("dual") || tables.table(table).isPresent() && !denied && !refused;
  }

  // TOP n, FETCH FIRST n ROWS ONLY and ROWNUM <= n, on the outermost query only.
  private void limit(String word) {
    if (frames.size() > 1) {
      throw SuiteQlRefusal.unsupported();
    }
    switch (word) {
      case "TOP" -> {
        most = Math.min(most, number(peek(1)));
        at += 2;
      }
      case "FETCH" -> {
        most = Math.min(most, number(peek(2)));
        at += 5;
      }
      default -> {
        most = Math.min(most, number(peek(2)) - (peek(1).is("<") ? 1 : 0));
        sql.add("TRUE");
        at += 3;
      }
    }
  }

  private static long number(SuiteQlToken token) {
    if (token.kind() != SuiteQlToken.Kind.NUMBER) {
      throw SuiteQlRefusal.unsupported();
    }
    return Long.parseLong(token.text());
  }

  // BUILTIN.DF(t.currency): the text a user sees in place of the id.
  private void display() {
    if (!peek(2).is("DF")) {
      throw SuiteQlRefusal.search("BUILTIN." + peek(2).text() + " is not simulated.");
    }
    StringBuilder column = new StringBuilder();
    String last = "";
    int end = at + 4;
    while (end < tokens.size() && !tokens.get(end).is(")")) {
      last = tokens.get(end).text().toLowerCase(Locale.ROOT);
      column.append(tokens.get(end).text());
      end++;
    }
    String referenced = referenced(last);
    sql.add(
        referenced == null
            ? "CAST(" + column + " AS VARCHAR)"
            : "(SELECT shown." + tables.table(referenced).orElseThrow().display() + " FROM \"" + referenced + "\" shown WHERE shown.id = " + column + ")");
    at = end + 1;
  }

  private String referenced(String column) {
    return tables.tables().stream()
        .filter(table -> uses.stream().anyMatch(use -> use.table().equals(table.name())) || uses.isEmpty())
        .flatMap(table -> table.column(column).stream())
        .map(NetSuiteColumn::references)
        .filter(table -> table != null && tables.table(table).map(NetSuiteTable::display).isPresent())
        .findFirst()
        .orElse(null);
  }

  private void sessionZone() {
    sql.add('\'' + behaviour.zone().getId() + '\'');
    at++;
    if (behaviour.is(NetSuiteSwitch.SESSION_ALIAS, "expr1") && frames.size() == 1) {
      boolean as = at < tokens.size() && tokens.get(at).is("AS");
      boolean bare = at < tokens.size() && tokens.get(at).kind() == SuiteQlToken.Kind.WORD && !tokens.get(at).is("FROM");
      if (as || bare) {
        at += as ? 2 : 1;
        sql.add("AS expr1");
      }
    }
  }

  private SuiteQlToken peek(int ahead) {
    return at + ahead < tokens.size() ? tokens.get(at + ahead) : new SuiteQlToken(SuiteQlToken.Kind.SYMBOL, "");
  }

  private static String upper(SuiteQlToken token) {
    return token.text().toUpperCase(Locale.ROOT);
  }
}
