package dev.caravan;

/**
 * Where something stands in a file a person edits or delivered.
 *
 * @param file path as the user named it, never null
 * @param line 1-based; 0 when the whole file is meant
 * @param column 1-based; 0 when the whole line is meant
 */
public record Place(String file, int line, int column) {

  public static Place of(String file) {
    return new Place(file, 0, 0);
  }

  @Override
  public String toString() {
    if (line == 0) {
      return file;
    }
    return column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
  }
}
