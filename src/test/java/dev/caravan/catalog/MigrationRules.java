package dev.caravan.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a migration may do, so that versions that do not know it may work beside it: expand, that is add what nobody has to
 * fill in; contract in a later version, when nobody uses any more what is taken away.
 */
final class MigrationRules {
  private static final Pattern NAME = Pattern.compile("V(\\d+)(?:_\\d+)?__(expand|contract_(\\d+))?_?(.*)[.]sql");
  private static final Pattern NEW_TABLE = Pattern.compile("create table (\\w+)\\b.*");
  private static final Pattern NEW_COLUMN = Pattern.compile("alter table \\w+ add column (.*)");
  private static final Pattern INDEX = Pattern.compile("create index .*");
  private static final Pattern OF_NO_TABLE = Pattern.compile("create (or replace )?(function|view|sequence) .*|comment on .*");
  /** Allowed on tables of the same migration, which nobody else fills. */
  private static final Pattern ON_TABLE = Pattern.compile("(?:create unique index \\w+ on|create trigger \\w+ .*? on|insert into|alter table) (\\w+)\\b.*");

  private MigrationRules() {}

  /** @param first version the rules hold from */
  static List<String> problems(String name, String sql, int first) {
    Matcher said = NAME.matcher(name);
    if (!said.matches()) {
      return List.of(name + ": not V<number>__<words>.sql");
    }
    int version = Integer.parseInt(said.group(1));
    if (version < first) {
      return List.of();
    }
    if (said.group(2) == null || !name.contains("__" + said.group(2) + "_")) {
      return List.of(name + ": requires V" + version + "__expand_<words>.sql, or V" + version + "__contract_<version since which it is used no more>_<words>.sql");
    }
    if (said.group(3) != null) {
      return Integer.parseInt(said.group(3)) < version ? List.of() : List.of(name + ": what is taken away must have been used no more by an earlier version");
    }
    return notAdding(name, sql);
  }

  private static List<String> notAdding(String name, String sql) {
    List<String> problems = new ArrayList<>();
    Set<String> made = new HashSet<>();
    for (String statement : statements(sql)) {
      Matcher table = NEW_TABLE.matcher(statement);
      if (table.matches()) {
        made.add(table.group(1));
      } else if (!adds(statement, made)) {
        problems.add(name + ": versions that do not know it would stumble over: " + statement);
      }
    }
    return problems;
  }

  private static boolean adds(String statement, Set<String> made) {
    Matcher onTable = ON_TABLE.matcher(statement);
    if (onTable.matches() && made.contains(onTable.group(1))) {
      return true;
    }
    Matcher column = NEW_COLUMN.matcher(statement);
    if (column.matches()) {
      String definition = column.group(1);
      boolean filled = !definition.contains("not null") || definition.contains("default ");
      return filled && !definition.matches(".*\\b(unique|check|references|primary key)\\b.*");
    }
    return INDEX.matcher(statement).matches() || OF_NO_TABLE.matcher(statement).matches();
  }

  /** In small letters, each on one line; what stands between {@code $$} is one part of its statement. */
  private static List<String> statements(String sql) {
    String plain = sql.replaceAll("--[^\\n]*", "").replaceAll("(?s)\\$\\$.*?\\$\\$", "body").replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    return List.of(plain.split(";")).stream().map(String::strip).filter(statement -> !statement.isEmpty()).toList();
  }
}
