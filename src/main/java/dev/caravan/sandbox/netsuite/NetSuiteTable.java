package dev.caravan.sandbox.netsuite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A table of SuiteQL.
 *
 * @param name in lower case
 * @param display column that BUILTIN.DF shows for a reference to this table, or null
 */
record NetSuiteTable(String name, String display, List<NetSuiteColumn> columns) {
  NetSuiteTable {
    columns = List.copyOf(columns);
  }

  static Builder named(String name, String display) {
    return new Builder(name, display);
  }

  Optional<NetSuiteColumn> column(String column) {
    return columns.stream().filter(each -> each.name().equals(column)).findFirst();
  }

  boolean has(String column) {
    return column(column).isPresent();
  }

  /** Collects columns in order; names are given as the record service spells them. */
  static final class Builder {
    private final String name;
    private final String display;
    private final List<NetSuiteColumn> columns = new ArrayList<>();

    private Builder(String name, String display) {
      this.name = name;
      this.display = display;
    }

    Builder all(ColumnKind kind, String... recordNames) {
      for (String recordName : recordNames) {
        columns.add(new NetSuiteColumn(recordName.toLowerCase(Locale.ROOT), recordName, kind, null));
      }
      return this;
    }

    Builder reference(String recordName, String table) {
      columns.add(new NetSuiteColumn(recordName.toLowerCase(Locale.ROOT), recordName, ColumnKind.ID, table));
      return this;
    }

    NetSuiteTable build() {
      return new NetSuiteTable(name, display, columns);
    }
  }
}
