package dev.caravan.batch;

import java.nio.charset.StandardCharsets;

/** A reader of dates or times: ISO-8601, or the patterns of its rules and nothing else. */
abstract class TemporalReader extends LongsReader {
  final IsoText iso = new IsoText();
  final TemporalPatterns patterns;

  TemporalReader(ColumnRead read) {
    super(read);
    patterns = new TemporalPatterns(rules.formats());
  }

  @Override
  final boolean convert(byte[] bytes, int start, int end, int row) {
    Long value = patterns.isEmpty() ? byIso(bytes, start, end) : byPattern(new String(bytes, start, end - start, StandardCharsets.UTF_8));
    return value != null && put(row, value);
  }

  /** @return null when the text does not fit */
  abstract Long byIso(byte[] bytes, int start, int end);

  /** @return null when the text does not fit */
  abstract Long byPattern(String text);

  /** JSON has no other form for it. */
  @Override
  final boolean stringFits() {
    return true;
  }
}
