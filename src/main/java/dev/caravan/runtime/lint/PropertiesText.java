package dev.caravan.runtime.lint;

import dev.caravan.Place;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The entries of a properties file with their places. */
public final class PropertiesText {
  private PropertiesText() {}

  /** @param valuePlace where the value begins */
  record Entry(String key, String value, Place keyPlace, Place valuePlace) {}

  /** The line, from 1, on which each key is set for the last time. */
  public static Map<String, Integer> lines(String text) {
    Map<String, Integer> lines = new HashMap<>();
    read(new LintFile("", text)).forEach(entry -> lines.put(entry.key(), entry.keyPlace().line()));
    return lines;
  }

  static List<Entry> read(LintFile file) {
    List<Entry> entries = new ArrayList<>();
    String[] lines = file.text().split("\r?\n", -1);
    for (int number = 0; number < lines.length; number++) {
      String first = lines[number];
      int start = first.length() - first.stripLeading().length();
      if (first.isBlank() || first.charAt(start) == '#' || first.charAt(start) == '!') {
        continue;
      }
      int line = number;
      StringBuilder logical = new StringBuilder(first);
      while (continues(lines[number]) && number + 1 < lines.length) {
        logical.append('\n').append(lines[++number]);
      }
      Properties one = load(logical.toString());
      for (String key : one.stringPropertyNames()) {
        Place keyPlace = new Place(file.name(), line + 1, start + 1);
        int value = valueStart(first, start);
        entries.add(new Entry(key, one.getProperty(key), keyPlace, new Place(file.name(), line + 1, value + 1)));
      }
    }
    return entries;
  }

  private static boolean continues(String line) {
    int slashes = 0;
    for (int i = line.length() - 1; i >= 0 && line.charAt(i) == '\\'; i--) {
      slashes++;
    }
    return slashes % 2 == 1;
  }

  // The JDK reads the escapes; only the place is found by hand.
  private static int valueStart(String line, int start) {
    int at = start;
    while (at < line.length() && "=: \t".indexOf(line.charAt(at)) < 0) {
      at += line.charAt(at) == '\\' ? 2 : 1;
    }
    boolean separated = false;
    while (at < line.length() && (Character.isWhitespace(line.charAt(at)) || (!separated && "=:".indexOf(line.charAt(at)) >= 0))) {
      separated |= "=:".indexOf(line.charAt(at)) >= 0;
      at++;
    }
    return Math.min(at, line.length());
  }

  private static Properties load(String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      return properties;
    }
    return properties;
  }
}
