package dev.caravan.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Writes what a shop's systems would deliver: clean for the most part, dirty in known places. The same
 * seed and number of records give the same bytes.
 */
public final class RetailGenerator {
  /** How many records the demo delivers. */
  public static final long DEFAULT_RECORDS = 600_000;

  /** Below this the files hold too little to show anything. */
  public static final long LEAST_RECORDS = 1_000;

  private static final long SEED = 20_260_129L;
  private static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 29);
  private static final int DAYS = 6;
  private static final int CUSTOMER_FILES = 2;
  private static final int LINE_FILES = 4;
  private static final List<DateTimeFormatter> SINCE =
      List.of(DateTimeFormatter.ISO_LOCAL_DATE, DateTimeFormatter.ofPattern("dd.MM.yyyy"), DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH));
  private static final DateTimeFormatter ORDERED = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final Path inbox;
  private final long records;
  private final SplittableRandom seeds;

  /**
   * @param inbox folder that gets one folder a flow
   * @param records about how many in all, at least {@link #LEAST_RECORDS}
   */
  public RetailGenerator(Path inbox, long records) {
    this(inbox, records, SEED);
  }

  RetailGenerator(Path inbox, long records, long seed) {
    if (records < LEAST_RECORDS || records > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("records is " + records + ", requires " + LEAST_RECORDS + " to " + Integer.MAX_VALUE);
    }
    this.inbox = inbox;
    this.records = records;
    this.seeds = new SplittableRandom(seed);
  }

  /** Writes all files; each appears under its name when it is complete. */
  public List<GeneratedFlow> generate() throws IOException {
    int customers = (int) (records / 10);
    int products = (int) (records / 50);
    int orders = (int) (records / 4);
    GeneratedFlow currency = currencies();
    CleanKeys cleanCustomers = new CleanKeys(customers);
    GeneratedFlow customer = customers(customers, cleanCustomers);
    CleanKeys cleanProducts = new CleanKeys(products);
    GeneratedFlow product = products(products, cleanProducts);
    CleanKeys cleanOrders = new CleanKeys(orders);
    GeneratedFlow order = orders(orders, cleanCustomers, cleanOrders);
    long lines = records - currency.records() - customer.records() - product.records() - order.records();
    return List.of(currency, customer, product, order, lines((int) lines, cleanOrders, cleanProducts));
  }

  private GeneratedFlow currencies() throws IOException {
    try (Delivery delivery = delivery("currencies", StandardCharsets.UTF_8)) {
      delivery.begin("currencies.csv", "code,name,eur_rate,minor_units");
      for (String currency : RetailWords.CURRENCIES) {
        delivery.clean(currency);
      }
      delivery.dirty(Dirt.BLANK_FIELD, "VES,Venezuelan bolívar,,2");
      delivery.dirty(Dirt.WRONG_TYPE, "LBP,Lebanese pound,on request,2");
      delivery.duplicate();
      return finished(delivery);
    }
  }

  private GeneratedFlow customers(int count, CleanKeys clean) throws IOException {
    SplittableRandom random = seeds.split();
    try (Delivery delivery =
        delivery("customers", StandardCharsets.UTF_8, Dirt.MALFORMED, Dirt.WRONG_ENCODING, Dirt.WRONG_TYPE, Dirt.MISSING_KEY, Dirt.BLANK_FIELD,
            Dirt.BAD_EMAIL, Dirt.DUPLICATE)) {
      for (int i = 0; i < count; i++) {
        if (i % portion(count, CUSTOMER_FILES) == 0) {
          delivery.begin("customers-" + (1 + i / portion(count, CUSTOMER_FILES)) + ".ndjson.gz", null);
        }
        int id = 10_001 + i;
        String first = RetailWords.pick(random, RetailWords.FIRST_NAMES);
        String last = RetailWords.pick(random, RetailWords.LAST_NAMES);
        String email = RetailWords.ascii(first + "." + last) + i + "@" + RetailWords.pick(random, RetailWords.DOMAINS);
        String[] town = RetailWords.pick(random, RetailWords.TOWNS).split("\\|");
        String since = LocalDate.of(2015, 1, 1).plusDays(random.nextInt(4000)).format(SINCE.get(random.nextInt(SINCE.size())));
        String newsletter = RetailWords.pick(random, List.of("true", "false", "\"yes\"", "\"no\"", "\"Y\"", "\"N\""));
        String rest =
            ",\"address\":{\"street\":\"" + RetailWords.pick(random, RetailWords.STREETS) + ' ' + (1 + random.nextInt(180)) + "\",\"zip\":\"" + town[0]
                + "\",\"city\":\"" + (random.nextInt(10) == 0 ? " " + town[1] + " " : town[1]) + "\",\"country\":\"" + town[2] + "\"},\"since\":\""
                + since + "\",\"newsletter\":" + newsletter + "}";
        String key = "{\"CustId\":" + id;
        String name = ",\"name\":\"" + first + ' ' + last + '"';
        String mail = ",\"email\":\"" + email + '"';
        Dirt dirt = delivery.next();
        if (dirt == null) {
          clean.add(id);
          delivery.clean(key + name + mail + rest);
          continue;
        }
        switch (dirt) {
          case MALFORMED -> delivery.dirty(dirt, key + name + mail.substring(0, mail.length() - 1 - random.nextInt(8)));
          case WRONG_ENCODING -> delivery.dirty(dirt, (key + ",\"name\":\"" + first + " Grün\"" + mail + rest).getBytes(StandardCharsets.ISO_8859_1));
          case WRONG_TYPE -> delivery.dirty(dirt, "{\"CustId\":\"C" + id + '"' + name + mail + rest);
          case MISSING_KEY -> delivery.dirty(dirt, "{" + name.substring(1) + mail + rest);
          case BLANK_FIELD -> delivery.dirty(dirt, key + ",\"name\":\"  \"" + mail + rest);
          case BAD_EMAIL -> delivery.dirty(dirt, key + name + ",\"email\":\"" + email.replace("@", random.nextBoolean() ? " at " : "") + '"' + rest);
          case DUPLICATE -> delivery.duplicate();
          default -> throw new IllegalStateException("no customer is " + dirt);
        }
      }
      return finished(delivery);
    }
  }

  private GeneratedFlow products(int count, CleanKeys clean) throws IOException {
    SplittableRandom random = seeds.split();
    try (Delivery delivery =
        delivery("products", StandardCharsets.ISO_8859_1, Dirt.RAGGED_ROW, Dirt.WRONG_TYPE, Dirt.BLANK_FIELD, Dirt.NEGATIVE_NUMBER, Dirt.DUPLICATE)) {
      delivery.begin("products.csv", "SKU;Bezeichnung;Warengruppe;Preis (Cent);Gewicht kg;Aktiv");
      for (int i = 0; i < count; i++) {
        int id = 1 + i;
        String sku = sku(id);
        String name = RetailWords.pick(random, RetailWords.ADJECTIVES) + ' ' + RetailWords.pick(random, RetailWords.THINGS);
        String label = random.nextInt(20) == 0 ? "\"" + name + "; 2er \"\"Set\"\"\"" : name;
        int cents = 199 + random.nextInt(30_000);
        String tail = String.format(Locale.ROOT, ";%.3f;%s", 0.05 + random.nextInt(20_000) / 1000.0, random.nextInt(12) == 0 ? "nein" : "ja");
        String group = RetailWords.pick(random, RetailWords.GROUPS);
        Dirt dirt = delivery.next();
        if (dirt == null) {
          clean.add(id);
          delivery.clean(sku + ';' + label + ';' + group + ';' + cents + tail);
          continue;
        }
        switch (dirt) {
          case RAGGED_ROW -> delivery.dirty(dirt, sku + ';' + name + ';' + group + (random.nextBoolean() ? "" : ";7;" + cents + tail + ";?"));
          case WRONG_TYPE -> delivery.dirty(dirt, sku + ';' + label + ';' + group + ";auf Anfrage" + tail);
          case BLANK_FIELD -> delivery.dirty(dirt, ';' + label + ';' + group + ';' + cents + tail);
          case NEGATIVE_NUMBER -> delivery.dirty(dirt, sku + ';' + label + ';' + group + ";-" + cents + tail);
          case DUPLICATE -> delivery.duplicate();
          default -> throw new IllegalStateException("no product is " + dirt);
        }
      }
      return finished(delivery);
    }
  }

  private GeneratedFlow orders(int count, CleanKeys customers, CleanKeys clean) throws IOException {
    SplittableRandom random = seeds.split();
    try (Delivery delivery =
        delivery("orders", StandardCharsets.UTF_8, Dirt.RAGGED_ROW, Dirt.WRONG_TYPE, Dirt.BLANK_FIELD, Dirt.BAD_STATUS, Dirt.NEGATIVE_NUMBER,
            Dirt.UNKNOWN_CURRENCY, Dirt.UNKNOWN_CUSTOMER, Dirt.DUPLICATE, Dirt.TEST_RECORD)) {
      int portion = portion(count, DAYS);
      for (int i = 0; i < count; i++) {
        LocalDate day = FIRST_DAY.plusDays(i / portion);
        if (i % portion == 0) {
          delivery.begin("orders-" + day + ".csv.gz", "OrderNo,Customer,Ordered,Currency,Amount,Status,Channel");
          delivery.redeliver();
        }
        int id = 500_001 + i;
        LocalDateTime ordered = day.atTime(6, 0).plusSeconds(57_600L * (i % portion) / portion);
        String currency = RetailWords.currency(random);
        String amount = amount(500 + random.nextInt(90_000));
        String channel = RetailWords.pick(random, RetailWords.CHANNELS);
        String status = RetailWords.pick(random, RetailWords.STATES);
        int customer = customers.any(random);
        Dirt dirt = delivery.next();
        if (dirt == null) {
          clean.add(id);
          delivery.clean(order(id, customer, ordered, currency, amount, status, channel));
          continue;
        }
        switch (dirt) {
          case RAGGED_ROW -> delivery.dirty(dirt, order(id, customer, ordered, currency, amount.replace(".", ",00,"), status, channel));
          case WRONG_TYPE -> delivery.dirty(dirt, order(id, customer, ordered, currency, random.nextBoolean() ? "12.5O" : "19.995", status, channel));
          case BLANK_FIELD -> delivery.dirty(dirt, id + "," + customer + ",," + currency + ',' + amount + ',' + status + ',' + channel);
          case BAD_STATUS -> delivery.dirty(dirt, order(id, customer, ordered, currency, amount, "lost in transit", channel));
          case NEGATIVE_NUMBER -> delivery.dirty(dirt, order(id, customer, ordered, currency, "-" + amount, status, channel));
          case UNKNOWN_CURRENCY -> delivery.dirty(dirt, order(id, customer, ordered, "XXX", amount, status, channel));
          case UNKNOWN_CUSTOMER -> delivery.dirty(dirt, order(id, 9_000_000 + random.nextInt(1000), ordered, currency, amount, status, channel));
          case DUPLICATE -> delivery.duplicate();
          case TEST_RECORD -> delivery.dirty(dirt, order(id, customer, ordered, currency, amount, status, "test"));
          default -> throw new IllegalStateException("no order is " + dirt);
        }
      }
      return finished(delivery);
    }
  }

  private static String order(int id, int customer, LocalDateTime ordered, String currency, String amount, String status, String channel) {
    return id + "," + customer + ',' + ordered.format(ORDERED) + ',' + currency + ',' + amount + ',' + status + ',' + channel;
  }

  private GeneratedFlow lines(int count, CleanKeys orders, CleanKeys products) throws IOException {
    SplittableRandom random = seeds.split();
    try (Delivery delivery =
        delivery("order-lines", StandardCharsets.UTF_8, Dirt.MALFORMED, Dirt.WRONG_TYPE, Dirt.MISSING_KEY, Dirt.NEGATIVE_NUMBER, Dirt.UNKNOWN_PRODUCT,
            Dirt.DUPLICATE)) {
      int portion = portion(count, LINE_FILES);
      for (int i = 0; i < count; i++) {
        if (i % portion == 0) {
          delivery.begin("order-lines-" + (1 + i / portion) + ".ndjson", null);
        }
        // Lines go round the orders, so that (order, line) occurs once.
        String key = "{\"order\":" + orders.at(i) + ",\"line\":" + (1 + i / orders.size());
        String product = ",\"sku\":\"" + sku(products.any(random)) + '"';
        String quantity = ",\"qty\":" + (1 + random.nextInt(9));
        String price = ",\"unit_price\":" + amount(199 + random.nextInt(30_000));
        String note = random.nextInt(8) == 0 ? ",\"note\":\"" + RetailWords.pick(random, RetailWords.NOTES) + "\"}" : "}";
        Dirt dirt = delivery.next();
        if (dirt == null) {
          delivery.clean(key + product + quantity + price + note);
          continue;
        }
        switch (dirt) {
          case MALFORMED -> delivery.dirty(dirt, key + product + quantity + ",\"unit_price\":}");
          case WRONG_TYPE -> delivery.dirty(dirt, key + product + ",\"qty\":" + RetailWords.pick(random, List.of("1.5", "true", "\"two\"")) + price + note);
          case MISSING_KEY -> delivery.dirty(dirt, key + quantity + price + note);
          case NEGATIVE_NUMBER -> delivery.dirty(dirt, key + product + ",\"qty\":-" + (1 + random.nextInt(3)) + price + note);
          case UNKNOWN_PRODUCT -> delivery.dirty(dirt, key + ",\"sku\":\"P-9999999\"" + quantity + price + note);
          case DUPLICATE -> delivery.duplicate();
          default -> throw new IllegalStateException("no order line is " + dirt);
        }
      }
      return finished(delivery);
    }
  }

  private Delivery delivery(String name, java.nio.charset.Charset charset, Dirt... kinds) {
    return new Delivery("retail-" + name, inbox.resolve(name), charset, seeds.split(), kinds);
  }

  private static GeneratedFlow finished(Delivery delivery) throws IOException {
    delivery.close();
    return delivery.generated();
  }

  private static int portion(int count, int files) {
    return (count + files - 1) / files;
  }

  private static String sku(int product) {
    String digits = Integer.toString(product);
    return "P-" + "0".repeat(Math.max(0, 6 - digits.length())) + digits;
  }

  private static String amount(int cents) {
    return cents / 100 + "." + (cents % 100 < 10 ? "0" : "") + cents % 100;
  }
}
