package dev.caravan.sandbox.netsuite;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Rows of the small tables that everything else refers to. */
final class SeedLists {
  static final int SUBSIDIARIES = 12;
  static final int CURRENCIES = 12;
  static final int ACCOUNTS = 400;
  static final int DEPARTMENTS = 45;
  static final int CLASSES = 30;
  static final int LOCATIONS = 60;
  static final int FIRST_YEAR = 2022;
  static final int YEARS = 5;
  /** a year, its quarters and months */
  static final int PERIODS_A_YEAR = 17;

  private static final List<String> MONEY =
      List.of(
          "USD,US Dollar,1.00000000,2", "GBP,British Pound,1.27153000,2", "CAD,Canadian Dollar,0.73411200,2", "EUR,Euro,1.08420100,2", "JPY,Japanese Yen,0.00669120,0",
          "CHF,Swiss Franc,1.12877300,2", "SEK,Swedish Krona,0.09512400,2", "PLN,Polish Zloty,0.25103000,2", "INR,Indian Rupee,0.01196400,2",
          "BRL,Brazilian Real,0.18239700,2", "KWD,Kuwaiti Dinar,3.25441000,3", "MXN,Mexican Peso,0.05498100,2");
  private static final List<String> COUNTRIES = List.of("US", "GB", "CA", "DE", "JP", "CH", "SE", "PL", "IN", "BR", "FR", "MX");
  private static final List<String> ACCOUNT_TYPES =
      List.of("Bank", "AcctRec", "OthCurrAsset", "FixedAsset", "AcctPay", "OthCurrLiab", "LongTermLiab", "Equity", "Income", "COGS", "Expense", "OthIncome", "OthExpense");
  private static final List<String> PLACES = List.of("Warehouse", "Store", "Office", "Transit");

  private final NetSuiteTables tables;
  private final SplittableRandom random;
  private final SeedTimes times;

  SeedLists(NetSuiteTables tables, SplittableRandom random, SeedTimes times) {
    this.tables = tables;
    this.random = random;
    this.times = times;
  }

  void load() {
    currencies();
    subsidiaries();
    accounts();
    periods();
    named("department", "Department", DEPARTMENTS);
    named("classification", "Line", CLASSES);
    locations();
  }

  private void currencies() {
    try (RowLoader rows = tables.loader("currency")) {
      for (int i = 0; i < CURRENCIES; i++) {
        String[] parts = MONEY.get(i).split(",");
        rows.row(i + 1, parts[1], parts[0], new BigDecimal(parts[2]), Integer.parseInt(parts[3]), i == 0, i == CURRENCIES - 1, times.changed(50));
      }
    }
  }

  private void subsidiaries() {
    try (RowLoader rows = tables.loader("subsidiary")) {
      for (int i = 1; i <= SUBSIDIARIES; i++) {
        String name = i == 1 ? "Example Group" : "Example " + COUNTRIES.get(i - 1) + (i == 4 ? " " : "");
        Integer parent = i == 1 ? null : 1;
        rows.row(i, name, i == 1 ? name : "Example Group : " + name, parent, i, COUNTRIES.get(i - 1), i == SUBSIDIARIES, i == SUBSIDIARIES, times.changed(50));
      }
    }
  }

  private void accounts() {
    try (RowLoader rows = tables.loader("account")) {
      for (int i = 1; i <= ACCOUNTS; i++) {
        String type = ACCOUNT_TYPES.get((i - 1) * ACCOUNT_TYPES.size() / ACCOUNTS);
        String number = SeedWords.oneIn(random, 60) ? null : Integer.toString(1000 + i * 10);
        String name = type + " " + SeedWords.pick(random, SeedWords.TRADES) + " " + i;
        Integer parent = i % 10 == 1 ? null : (i - 1) / 10 * 10 + 1;
        Integer currency = type.equals("Bank") ? Integer.valueOf(1 + random.nextInt(CURRENCIES)) : null;
        rows.row(i, number, number == null ? name : number + " " + name, name, type, currency, parent, 1 + random.nextInt(SUBSIDIARIES), i % 10 == 1, i % 97 == 0, times.changed(8));
      }
    }
  }

  private void periods() {
    try (RowLoader rows = tables.loader("accountingperiod")) {
      int id = 1;
      for (int year = FIRST_YEAR; year < FIRST_YEAR + YEARS; year++) {
        int yearId = id++;
        period(rows, yearId, "FY " + year, LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31), null);
        for (int quarter = 0; quarter < 4; quarter++) {
          int quarterId = id++;
          LocalDate start = LocalDate.of(year, 1 + 3 * quarter, 1);
          period(rows, quarterId, "Q" + (quarter + 1) + " " + year, start, start.plusMonths(3).minusDays(1), yearId);
          for (int month = 0; month < 3; month++) {
            LocalDate first = start.plusMonths(month);
            period(rows, id++, name(first.getMonth()) + " " + year, first, first.plusMonths(1).minusDays(1), quarterId);
          }
        }
      }
    }
  }

  private static String name(Month month) {
    return month.getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
  }

  private void period(RowLoader rows, int id, String name, LocalDate start, LocalDate end, Integer parent) {
    boolean year = parent == null;
    boolean quarter = name.startsWith("Q");
    boolean closed = end.isBefore(LocalDate.of(2026, 4, 1));
    rows.row(id, name, start, end, year, quarter, !year && !quarter, closed, closed ? end.plusDays(20) : null, parent, times.changed(20));
  }

  /** The id of a month's period. */
  static int period(LocalDate day) {
    int year = day.getYear() - FIRST_YEAR;
    int month = day.getMonthValue() - 1;
    return year * PERIODS_A_YEAR + 1 + (month / 3 + 1) + month + 1;
  }

  private void named(String table, String word, int count) {
    try (RowLoader rows = tables.loader(table)) {
      for (int i = 1; i <= count; i++) {
        Integer parent = i <= 5 ? null : Integer.valueOf(1 + random.nextInt(5));
        String name = word + " " + SeedWords.pick(random, SeedWords.MATERIALS) + " " + i;
        rows.row(i, name, parent == null ? name : word + " " + parent + " : " + name, parent, 1 + random.nextInt(SUBSIDIARIES), i % 13 == 0, times.changed(10));
      }
    }
  }

  private void locations() {
    try (RowLoader rows = tables.loader("location")) {
      for (int i = 1; i <= LOCATIONS; i++) {
        Integer parent = i <= 10 ? null : Integer.valueOf(1 + random.nextInt(10));
        String place = SeedWords.pick(random, PLACES);
        String name = place + " " + SeedWords.pick(random, SeedWords.FIRMS) + " " + i;
        rows.row(i, name, name, parent, 1 + random.nextInt(SUBSIDIARIES), SeedWords.oneIn(random, 9) ? null : place, !place.equals("Office"), i % 17 == 0, times.changed(10));
      }
    }
  }
}
