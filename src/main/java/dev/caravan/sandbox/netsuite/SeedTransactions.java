package dev.caravan.sandbox.netsuite;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;

/** Rows of transactions, their lines and their accounting lines. */
final class SeedTransactions {
  /** type, record type, prefix of the number, whether it posts */
  private record Kind(String type, String recordType, String prefix, boolean posting) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("SalesOrd", "salesorder", "SO", false), new Kind("CustInvc", "invoice", "INV", true), new Kind("CustInvc", "invoice", "INV", true),
          new Kind("VendBill", "vendorbill", "VB", true), new Kind("CustPymt", "customerpayment", "PYMT", true), new Kind("Journal", "journalentry", "JE", true),
          new Kind("CustCred", "creditmemo", "CM", true));
  private static final List<String> STATES = List.of("A", "B", "C", "D");
  private static final List<String> CHANNELS = List.of("web", "edi", "phone");
  private static final int FIRST_ID = 1_000;
  private static final int DIRTY = 200;
  private static final int BULK = 12;
  private static final int NO_CUSTOMER = 9_999_999;

  private final NetSuiteTables tables;
  private final SplittableRandom random;
  private final SeedTimes times;
  private long lineKey = 1;

  SeedTransactions(NetSuiteTables tables, SplittableRandom random, SeedTimes times) {
    this.tables = tables;
    this.random = random;
    this.times = times;
  }

  void load(int count, int customers, int employees, int items) {
    try (RowLoader heads = tables.loader("transaction");
        RowLoader lines = tables.loader("transactionline");
        RowLoader accounting = tables.loader("transactionaccountingline")) {
      long id = FIRST_ID;
      for (int i = 0; i < count; i++) {
        // Gaps: numbers of transactions that were never saved.
        id += SeedWords.oneIn(random, 30) ? 2 + random.nextInt(20) : 1;
        transaction(id, heads, lines, accounting, customers, employees, items);
      }
    }
  }

  private void transaction(long id, RowLoader heads, RowLoader lines, RowLoader accounting, int customers, int employees, int items) {
    Kind kind = SeedWords.pick(random, KINDS);
    LocalDate day = LocalDate.of(2024, 6, 1).plusDays(random.nextInt(750));
    Instant changed = times.changed(BULK);
    BigDecimal rate = dirty() ? null : BigDecimal.valueOf(50_000_000 + random.nextInt(100_000_000), 8);
    BigDecimal total = lines(id, kind, changed, lines, accounting, items, rate);
    int entity = dirty() ? NO_CUSTOMER : 1 + random.nextInt(customers);
    heads.row(
        id, dirty() ? null : kind.prefix() + id, kind.type(), kind.recordType(), SeedWords.pick(random, STATES), day, due(day), entity,
        SeedWords.oneIn(random, 3) ? Integer.valueOf(1 + random.nextInt(employees)) : null, dirty() ? null : Integer.valueOf(1 + random.nextInt(SeedLists.CURRENCIES)), rate, total,
        SeedLists.period(day), kind.posting(), SeedWords.oneIn(random, 90), memo(), SeedWords.oneIn(random, 6) ? "shop-" + id : null,
        SeedWords.oneIn(random, 2) ? SeedWords.pick(random, CHANNELS) : null, times.created(), changed);
  }

  private LocalDate due(LocalDate day) {
    return SeedWords.oneIn(random, 4) ? null : dirty() ? day.minusDays(400) : day.plusDays(30);
  }

  private BigDecimal lines(long id, Kind kind, Instant changed, RowLoader lines, RowLoader accounting, int items, BigDecimal rate) {
    int count = 1 + random.nextInt(3);
    BigDecimal total = BigDecimal.ZERO.setScale(2);
    for (int line = 1; line <= count; line++) {
      BigDecimal quantity = BigDecimal.valueOf(1 + random.nextInt(40)).setScale(8);
      BigDecimal price = BigDecimal.valueOf(100 + random.nextInt(50_000), 2);
      BigDecimal amount = quantity.multiply(price).setScale(2, RoundingMode.HALF_UP);
      total = total.add(amount);
      Integer item = dirty() ? Integer.valueOf(NO_CUSTOMER) : Integer.valueOf(1 + random.nextInt(items));
      line(lines, id, line, item, dirty() ? quantity.negate() : quantity, price, amount, rate, changed);
      if (kind.posting()) {
        post(accounting, id, line, amount, false);
      }
    }
    line(lines, id, 0, null, null, null, total, rate, changed);
    if (kind.posting()) {
      post(accounting, id, 0, dirty() ? total.add(BigDecimal.ONE) : total, true);
    }
    return total;
  }

  private void line(
      RowLoader lines, long transaction, int line, Integer item, BigDecimal quantity, BigDecimal price, BigDecimal amount, BigDecimal rate, Instant changed) {
    BigDecimal net = rate == null ? amount : amount.multiply(rate).setScale(2, RoundingMode.HALF_UP);
    lines.row(
        lineKey++, transaction, line, line, line == 0, false, item, quantity, price, amount, net, 1 + random.nextInt(SeedLists.DEPARTMENTS),
        SeedWords.oneIn(random, 3) ? null : Integer.valueOf(1 + random.nextInt(SeedLists.CLASSES)), 1 + random.nextInt(SeedLists.LOCATIONS),
        1 + random.nextInt(SeedLists.SUBSIDIARIES), memo(), changed);
  }

  private void post(RowLoader accounting, long transaction, int line, BigDecimal amount, boolean debit) {
    Integer account = dirty() ? Integer.valueOf(NO_CUSTOMER) : Integer.valueOf(1 + random.nextInt(SeedLists.ACCOUNTS));
    accounting.row(transaction, line, 1, account, true, debit ? amount : null, debit ? null : amount, debit ? amount : amount.negate());
  }

  private String memo() {
    return SeedWords.oneIn(random, 6) ? SeedWords.pick(random, SeedWords.MEMOS) : null;
  }

  private boolean dirty() {
    return SeedWords.oneIn(random, DIRTY);
  }
}
