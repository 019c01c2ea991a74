package dev.caravan.sandbox.netsuite;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;

/** Rows of customers, vendors, employees and items. */
final class SeedEntities {
  private static final List<String> TIERS = List.of("gold", "silver", "bronze");
  private static final List<String> ITEM_TYPES = List.of("InvtPart", "InvtPart", "NonInvtPart", "Service", "Assembly");
  private static final int BULK = 20;
  private static final int DIRTY = 150;

  private final NetSuiteTables tables;
  private final SplittableRandom random;
  private final SeedTimes times;

  SeedEntities(NetSuiteTables tables, SplittableRandom random, SeedTimes times) {
    this.tables = tables;
    this.random = random;
    this.times = times;
  }

  void employees(int count) {
    try (RowLoader rows = tables.loader("employee")) {
      for (int id = 1; id <= count; id++) {
        String first = SeedWords.pick(random, SeedWords.FIRST);
        String last = SeedWords.pick(random, SeedWords.LAST);
        LocalDate hired = dirty() ? null : LocalDate.of(2010, 1, 1).plusDays(random.nextInt(5800));
        rows.row(
            id, "E" + (1000 + id), first, last, SeedWords.mail(random, last, id), SeedWords.pick(random, SeedWords.TITLES), 1 + random.nextInt(SeedLists.DEPARTMENTS),
            1 + random.nextInt(SeedLists.LOCATIONS), 1 + random.nextInt(SeedLists.SUBSIDIARIES), id == 1 ? null : Integer.valueOf(1 + random.nextInt(Math.min(id, 40))),
            currency(), hired, id % 23 == 0, times.created(), times.changed(BULK));
      }
    }
  }

  void vendors(int count) {
    try (RowLoader rows = tables.loader("vendor")) {
      for (int id = 1; id <= count; id++) {
        String name = SeedWords.firm(random);
        rows.row(
            id, "V" + (10_000 + id), dirty() ? null : name, SeedWords.oneIn(random, 3) ? null : name.strip(), SeedWords.mail(random, name, id), SeedWords.phone(random),
            subsidiary(), currency(), amount(5_000_000, 3), SeedWords.oneIn(random, 4), id % 31 == 0, times.created(), times.changed(BULK));
      }
    }
  }

  void items(int count) {
    try (RowLoader rows = tables.loader("item")) {
      for (int id = 1; id <= count; id++) {
        String name = SeedWords.pick(random, SeedWords.MATERIALS) + " " + SeedWords.pick(random, SeedWords.THINGS) + " " + id;
        // A duplicate number: somebody copied an item and forgot to change it.
        String number = "IT-" + (SeedWords.oneIn(random, DIRTY) && id > 1 ? id - 1 : id);
        rows.row(
            id, number, dirty() ? null : name, SeedWords.pick(random, ITEM_TYPES), SeedWords.oneIn(random, 5) ? SeedWords.pick(random, SeedWords.MEMOS) : name, subsidiary(),
            1 + random.nextInt(SeedLists.DEPARTMENTS), 1 + random.nextInt(SeedLists.CLASSES), 1 + random.nextInt(SeedLists.LOCATIONS), account(), account(),
            dirty() ? new BigDecimal("-1.00") : amount(90_000, 10), id % 29 == 0, times.created(), times.changed(BULK));
      }
    }
  }

  void customers(int count) {
    try (RowLoader rows = tables.loader("customer")) {
      for (int id = 1; id <= count; id++) {
        boolean person = SeedWords.oneIn(random, 3);
        String first = person ? SeedWords.pick(random, SeedWords.FIRST) : null;
        String last = person ? SeedWords.pick(random, SeedWords.LAST) : null;
        String firm = person ? null : SeedWords.firm(random);
        rows.row(
            id, "C" + (100_000 + id), person ? first + " " + last : firm, firm, person, first, last, SeedWords.mail(random, person ? last : firm, id),
            SeedWords.phone(random), subsidiary(), currency(), SeedWords.oneIn(random, 15) && id > 1 ? Integer.valueOf(1 + random.nextInt(id - 1)) : null,
            SeedWords.oneIn(random, 4) ? null : Integer.valueOf(1 + random.nextInt(20)), amount(10_000_000, 2), SeedWords.oneIn(random, 3) ? "crm-" + id : null,
            dirty() ? "platinum?" : SeedWords.oneIn(random, 2) ? SeedWords.pick(random, TIERS) : null, id % 19 == 0, times.created(), times.changed(BULK));
      }
    }
  }

  private boolean dirty() {
    return SeedWords.oneIn(random, DIRTY);
  }

  /** Sometimes one that does not exist any more. */
  private int subsidiary() {
    return dirty() ? 99 : 1 + random.nextInt(SeedLists.SUBSIDIARIES);
  }

  private Integer currency() {
    return dirty() ? null : Integer.valueOf(1 + random.nextInt(SeedLists.CURRENCIES));
  }

  private Integer account() {
    return SeedWords.oneIn(random, 10) ? null : Integer.valueOf(1 + random.nextInt(SeedLists.ACCOUNTS));
  }

  private BigDecimal amount(int cents, int missing) {
    return SeedWords.oneIn(random, missing) ? null : BigDecimal.valueOf(random.nextInt(cents), 2);
  }
}
