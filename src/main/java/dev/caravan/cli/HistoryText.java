package dev.caravan.cli;

import dev.caravan.deadletter.RowDifference;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints for people how history would come out. */
final class HistoryText {
  private final PrintWriter out;

  HistoryText(PrintWriter out) {
    this.out = out;
  }

  void print(HistoryDifference difference) {
    Table table = new Table("batch", "landed on", "read", "landed", "would land", "rejected", "be rejected", "be deduplicated", "be filtered");
    for (HistoryDifference.Input input : difference.inputs()) {
      table.add(
          input.whole().id().value(), input.whole().committed().toString().substring(0, 16), number(input.whole().counts().read()), number(input.landed()),
          number(input.wouldLand()), number(input.rejected()), number(input.wouldBeRejected()), number(input.deduplicated()), number(input.filtered()));
    }
    table.print(out);
    if (difference.notKept() > 0) {
      out.println(difference.notKept() + " batch(es) stay as they are: their raw records are not kept any more.");
    }
    verdicts("Would be rejected, and was not", difference.refused());
    verdicts("Was rejected, and would not be", difference.released());
    difference.inputs().forEach(this::rows);
  }

  private void verdicts(String title, HistoryDifference.Verdicts verdicts) {
    out.println(title + ": " + number(verdicts.records()));
    for (HistoryDifference.Verdicts.Reason reason : verdicts.reasons()) {
      out.println("  " + number(reason.records()) + " x " + (reason.field() == null ? "" : reason.field() + " ") + reason.rule() + ", requires " + reason.required());
      reason.examples().forEach(example -> out.println("      " + example.record() + " got " + (example.got() == null ? "nothing" : "'" + example.got() + "'")));
    }
  }

  private void rows(HistoryDifference.Input input) {
    if (input.problem() != null) {
      out.println(input.whole().id() + " would not land: " + input.problem());
    } else if (input.rows() instanceof HistoryDifference.Rows.NotCompared not) {
      out.println("Rows of " + input.whole().id() + ": " + not.why());
    } else if (input.rows() instanceof HistoryDifference.Rows.Compared compared) {
      rows(input, compared.difference(), compared.wholeInput());
    }
  }

  private void rows(HistoryDifference.Input input, RowDifference difference, boolean wholeInput) {
    String by = difference.key().isEmpty() ? "as a whole, for no key is known" : "by " + String.join(", ", difference.key());
    String gone = wholeInput ? number(difference.gone()) + " gone" : "which are gone is not known";
    out.println(
        "Rows of " + input.whole().id() + ", compared " + by + ": " + number(difference.same()) + " the same, " + number(difference.changed()) + " changed, " + gone + ", "
            + number(difference.added()) + " new");
    if (!difference.columnsGone().isEmpty() || !difference.columnsAdded().isEmpty()) {
      out.println("  columns gone: " + listed(difference.columnsGone()) + "; new: " + listed(difference.columnsAdded()));
    }
    difference.byColumn().forEach((column, rows) -> out.println("  " + column + " changed in " + number(rows)));
    for (RowDifference.Example example : difference.examples()) {
      out.println(
          example.column() == null
              ? "      " + example.row() + ": " + (example.before() == null ? "new" : "gone")
              : "      " + example.row() + ": " + example.column() + " " + example.before() + " becomes " + example.after());
    }
  }

  private static String listed(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
