package dev.caravan.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Columns of text, as wide as they need to be; numbers stand at the right. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... head) {
    rows.add(List.of(head));
  }

  void add(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell == null ? "" : cell.toString());
    }
    rows.add(row);
  }

  void print(PrintWriter out) {
    int columns = rows.get(0).size();
    int[] width = new int[columns];
    boolean[] number = new boolean[columns];
    for (int column = 0; column < columns; column++) {
      number[column] = rows.size() > 1;
      for (int row = 0; row < rows.size(); row++) {
        String cell = rows.get(row).get(column);
        width[column] = Math.max(width[column], cell.length());
        number[column] &= row == 0 || cell.matches("[\\d,.]*");
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        String padding = " ".repeat(width[column] - row.get(column).length());
        line.append(column == 0 ? "" : "  ").append(number[column] ? padding + row.get(column) : row.get(column) + padding);
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
