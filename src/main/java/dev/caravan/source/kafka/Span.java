package dev.caravan.source.kafka;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.catalog.Ledger.CursorMove;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of one partition a batch has.
 *
 * @param from where the ledger's cursor stands before it; -1 when the partition was never read
 * @param first offset that is read; above {@code from} when records in between were gone
 * @param to behind the last
 */
public record Span(long from, long first, long to) {
  static final long NEVER = -1;

  private static final Pattern FORM = Pattern.compile("(\\S+)/(\\d+):(?:(-|\\d+)>)?(\\d+)-(\\d+)");

  Span reaching(long later) {
    return new Span(from, first, later);
  }

  /** The spans of a batch as the ledger keeps its range, by partition: {@code orders/0:17-120 orders/1:->0-80}. */
  static String text(SortedMap<Log, Span> spans) {
    StringBuilder text = new StringBuilder();
    spans.forEach(
        (log, span) -> {
          text.append(text.isEmpty() ? "" : " ").append(log).append(':');
          if (span.from != span.first) {
            text.append(span.from == NEVER ? "-" : String.valueOf(span.from)).append('>');
          }
          text.append(span.first).append('-').append(span.to);
        });
    return text.toString();
  }

  /** @throws CaravanException LEDGER_SCHEMA when it was not written by {@link #text} */
  public static SortedMap<Log, Span> read(String text) {
    SortedMap<Log, Span> spans = new TreeMap<>();
    for (String part : text.split(" ")) {
      Matcher matcher = FORM.matcher(part);
      if (!matcher.matches()) {
        throw new CaravanException(ErrorCode.LEDGER_SCHEMA, "The range of a batch is not one of this source: " + part);
      }
      long first = Long.parseLong(matcher.group(4));
      String before = matcher.group(3);
      long from = before == null ? first : before.equals("-") ? NEVER : Long.parseLong(before);
      spans.put(new Log(matcher.group(1), Integer.parseInt(matcher.group(2))), new Span(from, first, Long.parseLong(matcher.group(5))));
    }
    return spans;
  }

  /** How the cursors of its partitions move when the batch has landed. */
  public static List<CursorMove> moves(SortedMap<Log, Span> spans) {
    List<CursorMove> moves = new ArrayList<>();
    spans.forEach(
        (log, span) -> moves.add(new CursorMove(log.toString(), span.from == NEVER ? null : String.valueOf(span.from), String.valueOf(span.to))));
    return moves;
  }
}
