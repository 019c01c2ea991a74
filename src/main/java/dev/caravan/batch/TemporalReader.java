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
    long value = patterns.isEmpty() ? byIso(bytes, start, end) : byPattern(new String(bytes, start, end - start, StandardCharsets.UTF_8));
    return value != IsoText.NONE && put(row, value);
  }

  /** @return {@link IsoText#NONE} when the text does not fit */
  abstract long byIso(byte[] bytes, int start, int end);

  /** @return {@link IsoText#NONE} when the text does not fit */
  abstract long byPattern(String text);

  /** JSON has no other form for it. */
  @Override
  final boolean stringFits() {
    return true;
  }
}
