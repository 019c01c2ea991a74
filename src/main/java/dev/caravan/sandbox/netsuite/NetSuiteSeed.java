package dev.caravan.sandbox.netsuite;

import java.util.SplittableRandom;

/** Fills an account with a trading group's data, dirty in known places. The same seed and scale give the same rows. */
final class NetSuiteSeed {
  private static final int CUSTOMERS = 12_000;
  private static final int VENDORS = 2_000;
  private static final int ITEMS = 5_000;
  private static final int EMPLOYEES = 900;
  private static final int TRANSACTIONS = 38_000;
  private static final int LEAST = 20;

  private final NetSuiteTables tables;
  private final SplittableRandom seeds;
  private final double scale;

  NetSuiteSeed(NetSuiteTables tables, long seed, double scale) {
    this.tables = tables;
    this.seeds = new SplittableRandom(seed);
    this.scale = scale;
  }

  void load() {
    SeedTimes times = new SeedTimes(seeds.split());
    new SeedLists(tables, seeds.split(), times).load();
    SeedEntities entities = new SeedEntities(tables, seeds.split(), times);
    entities.employees(scaled(EMPLOYEES));
    entities.vendors(scaled(VENDORS));
    entities.items(scaled(ITEMS));
    entities.customers(scaled(CUSTOMERS));
    new SeedTransactions(tables, seeds.split(), times).load(scaled(TRANSACTIONS), scaled(CUSTOMERS), scaled(EMPLOYEES), scaled(ITEMS));
  }

  private int scaled(int rows) {
    return (int) Math.max(LEAST, Math.round(rows * scale));
  }
}
