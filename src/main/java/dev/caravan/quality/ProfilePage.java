package dev.caravan.quality;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes a profile as one HTML file that needs nothing else: plots are inline SVG, colours follow the reader's theme. */
public final class ProfilePage {
  private static final int PLOT_WIDTH = 360;
  private static final int PLOT_HEIGHT = 110;
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ink:#1c2024;--soft:#60646c;--line:#e0e3e8;--paper:#fff;--card:#f8f9fb;--bar:#3b6fd4;--gap:#d4663b}
      @media(prefers-color-scheme:dark){:root{--ink:#edeef0;--soft:#a0a6b0;--line:#33383f;--paper:#15181c;--card:#1c2025;--bar:#7aa5f5;--gap:#e98b62}}
      body{margin:0 auto;max-width:70rem;padding:1.5rem;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
      h1{font-size:1.4rem;overflow-wrap:anywhere}h2{font-size:1.05rem;margin:0;overflow-wrap:anywhere}small,th,.soft{color:var(--soft);font-weight:400}
      table{border-collapse:collapse;font-variant-numeric:tabular-nums}td,th{padding:.15rem .8rem .15rem 0;text-align:left;vertical-align:top}
      td.n{text-align:right}section{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:1rem;margin:1rem 0}
      .parts{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:1rem;margin-top:.6rem}
      svg{width:100%;height:auto;max-width:26rem}.bar{fill:var(--bar)}.gap{fill:var(--gap)}.rest{fill:var(--line)}text{fill:var(--soft);font-size:10px}
      code{font-size:.85em;overflow-wrap:anywhere}.over{overflow-x:auto}a{color:var(--bar)}
      """;

  private final StringBuilder html = new StringBuilder();

  private ProfilePage() {}

  public static String write(Profile profile) {
    ProfilePage page = new ProfilePage();
    page.page(profile);
    return page.html.toString();
  }

  private void page(Profile profile) {
    html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n")
        .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>Profile of ")
        .append(escape(profile.source())).append("</title>\n<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n");
    html.append("<h1>").append(escape(profile.source())).append("</h1>\n<p>").append(ProfileText.number(profile.rows())).append(" rows, ")
        .append(profile.columns().size()).append(" columns. ").append(keys(profile)).append("</p>\n");
    overview(profile);
    for (int i = 0; i < profile.columns().size(); i++) {
      column(i, profile.columns().get(i));
    }
    html.append("</body>\n</html>\n");
  }

  private static String keys(Profile profile) {
    if (profile.keys().isEmpty()) {
      return "No key found.";
    }
    List<String> keys = profile.keys().stream().map(key -> "<code>" + escape(String.join(", ", key.columns())) + "</code>" + (key.exact() ? "" : " (estimated)")).toList();
    return "Candidate keys: " + String.join("; ", keys) + ".";
  }

  private void overview(Profile profile) {
    html.append("<div class=\"over\"><table>\n<tr><th>column<th>type<th>present<th>missing<th>distinct<th>range</tr>\n");
    for (int i = 0; i < profile.columns().size(); i++) {
      ColumnProfile column = profile.columns().get(i);
      html.append("<tr><td><a href=\"#c").append(i).append("\">").append(escape(column.name())).append("</a><td><code>").append(escape(type(column)))
          .append("</code><td>").append(share(column)).append("<td class=\"n\">").append(ProfileText.number(column.missing())).append("<td class=\"n\">")
          .append(column.distinctExact() ? "" : "≈ ").append(ProfileText.number(column.distinct())).append("<td>")
          .append(column.minimum() == null ? "" : escape(brief(column.minimum())) + " … " + escape(brief(column.maximum()))).append("</tr>\n");
    }
    html.append("</table></div>\n");
  }

  /** What is there against what is missing. */
  private static String share(ColumnProfile column) {
    double present = column.count() == 0 ? 0 : 100.0 * column.present() / column.count();
    return String.format(
        Locale.ROOT,
        "<svg viewBox=\"0 0 100 8\" style=\"width:6rem\" role=\"img\" aria-label=\"%.1f percent present\"><rect class=\"%s\" width=\"100\" height=\"8\"/>"
            + "<rect class=\"bar\" width=\"%.2f\" height=\"8\"/></svg>",
        present, column.count() == 0 ? "rest" : "gap", present);
  }

  private void column(int index, ColumnProfile column) {
    html.append("<section id=\"c").append(index).append("\">\n<h2>").append(escape(column.name())).append(" <small>").append(escape(type(column))).append("</small></h2>\n");
    if (column.sampled() > 0) {
      html.append("<p class=\"soft\">Quantiles, histogram, values, shapes and kinds are of a sample of ").append(ProfileText.number(column.sampled())).append(" rows.</p>\n");
    }
    html.append("<div class=\"parts\">\n<div><table>\n");
    fact("present", ProfileText.number(column.present()));
    fact("null", ProfileText.number(column.nulls()));
    if (column.lengths() != null) {
      fact("empty", ProfileText.number(column.empties()));
      fact("not available", ProfileText.number(column.notAvailable()));
      fact("length", column.lengths().minimum() + " to " + column.lengths().maximum() + ", mean " + ProfileText.decimal(column.lengths().mean()));
    }
    fact("distinct", (column.distinctExact() ? "" : "about ") + ProfileText.number(column.distinct()));
    if (column.minimum() != null) {
      fact("minimum", brief(column.minimum()));
      fact("maximum", brief(column.maximum()));
    }
    if (column.mean() != null) {
      fact("mean", ProfileText.decimal(column.mean()));
    }
    if (column.deviation() != null) {
      fact("deviation", ProfileText.decimal(column.deviation()));
    }
    column.quantiles().forEach(quantile -> fact(ProfileText.percent(quantile.quantile()), brief(quantile.value())));
    column.kinds().entrySet().stream().sorted(Map.Entry.<Kind, Long>comparingByValue().reversed())
        .forEach(kind -> fact("reads as " + kind.getKey().label(), ProfileText.number(kind.getValue())));
    html.append("</table></div>\n");
    histogram(column.histogram());
    frequencies("commonest values", column.top(), column.present());
    frequencies("shapes", column.shapes(), column.present());
    html.append("</div>\n</section>\n");
  }

  private void fact(String name, String value) {
    html.append("<tr><th>").append(escape(name)).append("<td>").append(escape(value)).append("</tr>\n");
  }

  private void histogram(List<ColumnProfile.Bin> bins) {
    if (bins.size() < 2) {
      return;
    }
    long most = Math.max(1, bins.stream().mapToLong(ColumnProfile.Bin::count).max().orElse(1));
    double width = (double) PLOT_WIDTH / bins.size();
    html.append("<div><div class=\"soft\">histogram</div><svg viewBox=\"0 0 ").append(PLOT_WIDTH).append(' ').append(PLOT_HEIGHT + 16).append("\" role=\"img\" aria-label=\"histogram\">\n");
    for (int i = 0; i < bins.size(); i++) {
      ColumnProfile.Bin bin = bins.get(i);
      double height = bin.count() == 0 ? 0 : Math.max(1, (double) PLOT_HEIGHT * bin.count() / most);
      html.append(String.format(Locale.ROOT, "<rect class=\"bar\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"><title>", i * width, PLOT_HEIGHT - height, width - 1, height))
          .append(escape(bin.from())).append(" … ").append(escape(bin.to())).append(": ").append(ProfileText.number(bin.count())).append("</title></rect>\n");
    }
    html.append("<text x=\"0\" y=\"").append(PLOT_HEIGHT + 13).append("\">").append(escape(bins.get(0).from())).append("</text><text x=\"").append(PLOT_WIDTH)
        .append("\" y=\"").append(PLOT_HEIGHT + 13).append("\" text-anchor=\"end\">").append(escape(bins.get(bins.size() - 1).to())).append("</text></svg></div>\n");
  }

  private void frequencies(String title, List<ColumnProfile.Frequency> frequencies, long present) {
    if (frequencies.isEmpty()) {
      return;
    }
    long most = Math.max(1, frequencies.get(0).count());
    html.append("<div><div class=\"soft\">").append(title).append("</div><table>\n");
    for (ColumnProfile.Frequency frequency : frequencies) {
      html.append(String.format(
              Locale.ROOT, "<tr><td class=\"n\">%s<td><svg viewBox=\"0 0 100 10\" style=\"width:5rem\" role=\"img\" aria-label=\"%.1f percent\"><rect class=\"bar\" width=\"%.2f\" height=\"10\"/></svg><td><code>",
              ProfileText.number(frequency.count()), 100.0 * frequency.count() / Math.max(1, present), 100.0 * frequency.count() / most))
          .append(escape(brief(frequency.value()))).append("</code></tr>\n");
    }
    html.append("</table></div>\n");
  }

  private static String type(ColumnProfile column) {
    return brief(column.type());
  }

  private static String brief(String value) {
    return value.length() > 60 ? value.substring(0, 59) + "…" : value;
  }

  /** Values come from anywhere: none of their characters may act as markup. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints().forEach(c -> {
      switch (c) {
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '&' -> escaped.append("&amp;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.appendCodePoint(Character.getType(c) == Character.CONTROL || Character.getType(c) == Character.SURROGATE ? 0xfffd : c);
      }
    });
    return escaped.toString();
  }
}
