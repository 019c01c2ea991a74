import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** The data of the benchmark: orders of ten fields, about 215 bytes; every hundredth breaks one of six rules. */
final class Orders {
  /** the same columns as bench/contracts has them, for the engine's own readers */
  static final String COLUMNS =
      "{order_id:'BIGINT',customer_id:'BIGINT',email:'VARCHAR',amount:'DECIMAL(18,2)',currency:'VARCHAR',status:'VARCHAR',"
          + "quantity:'INTEGER',ordered_at:'TIMESTAMPTZ',country:'VARCHAR',note:'VARCHAR'}";

  /** the six rules, in SQL */
  static final String GOOD =
      "regexp_matches(email, '^[^@ ]+@[^@ ]+$') AND amount >= 0 AND length(currency) = 3 AND status IN ('new', 'paid', 'shipped', 'returned')"
          + " AND quantity >= 1 AND customer_id IS NOT NULL";

  private static final String[] CURRENCIES = {"EUR", "USD", "GBP", "CHF"};
  private static final String[] STATES = {"new", "paid", "shipped", "returned"};
  private static final int RULES = 6;

  private Orders() {}

  static long broken(long records) {
    return (records + 99 - 37) / 100;
  }

  /** @param file its ending says the form: ndjson, csv, or either with gz */
  static void write(Path file, long records) throws IOException {
    boolean csv = file.toString().contains(".csv");
    Random random = new Random(7);
    OutputStream out = Files.newOutputStream(file);
    if (file.toString().endsWith(".gz")) {
      out = new GZIPOutputStream(out, 1 << 16);
    }
    try (BufferedWriter writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 20)) {
      if (csv) {
        writer.write("order_id,customer_id,email,amount,currency,status,quantity,ordered_at,country,note\n");
      }
      StringBuilder line = new StringBuilder();
      for (long i = 0; i < records; i++) {
        line.setLength(0);
        append(line, i, csv, random);
        writer.append(line);
      }
    }
  }

  private static void append(StringBuilder line, long i, boolean csv, Random random) {
    int broken = i % 100 == 37 ? (int) (i / 100 % RULES) : -1;
    String[] values = {
      Long.toString(i),
      broken == 5 ? null : Integer.toString(random.nextInt(500_000)),
      broken == 0 ? "nobody" : "user" + random.nextInt(1_000_000) + "@example.com",
      (broken == 1 ? "-" : "") + random.nextInt(10_000) + "." + (10 + random.nextInt(90)),
      broken == 2 ? "EURO" : CURRENCIES[random.nextInt(CURRENCIES.length)],
      broken == 3 ? "lost" : STATES[random.nextInt(STATES.length)],
      Integer.toString(broken == 4 ? 0 : 1 + random.nextInt(20)),
      "2026-0" + (1 + random.nextInt(9)) + "-" + (10 + random.nextInt(18)) + "T10:" + (10 + random.nextInt(50)) + ":" + (10 + random.nextInt(50)) + "Z",
      "DE",
      "left at the door " + random.nextInt(1000)
    };
    String[] names = {"order_id", "customer_id", "email", "amount", "currency", "status", "quantity", "ordered_at", "country", "note"};
    for (int field = 0; field < values.length; field++) {
      boolean number = field == 0 || field == 1 || field == 3 || field == 6;
      if (csv) {
        line.append(field == 0 ? "" : ",").append(values[field] == null ? "" : values[field]);
      } else {
        line.append(field == 0 ? "{\"" : ",\"").append(names[field]).append("\":");
        line.append(number ? String.valueOf(values[field]) : '"' + values[field] + '"');
      }
    }
    line.append(csv ? "\n" : "}\n");
  }
}
