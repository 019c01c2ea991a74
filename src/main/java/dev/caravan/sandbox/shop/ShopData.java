package dev.caravan.sandbox.shop;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the shop sells and sold, dirty in places: nested, money as text, times with the shop's offset. Thread-safe. */
final class ShopData {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ZoneId ZONE = ZoneId.of("Europe/Dublin");
  private static final LocalDateTime FIRST = LocalDateTime.of(2026, 1, 1, 8, 0);
  private static final List<String> WARES = List.of("Lantern", "Kettle", "Blanket", "Compass", "Mug", "Stove");
  private static final List<String> STATES = List.of("paid", "pending", "refunded", "partially_paid");
  private static final int DIRTY = 100;

  private final Map<String, List<ObjectNode>> resources;

  ShopData(long seed, int orders) {
    SplittableRandom random = new SplittableRandom(seed);
    this.resources = Map.of("products", products(random.split(), Math.max(1, orders / 10)), "orders", new CopyOnWriteArrayList<>(orders(random.split(), orders)));
  }

  /** One order more, which came in a second after the last one. @return its id */
  synchronized long addOrder() {
    List<ObjectNode> orders = resources.get("orders");
    ObjectNode order = orders.get(orders.size() - 1).deepCopy();
    long id = order.path("id").asLong() + 1;
    OffsetDateTime changed = OffsetDateTime.parse(order.path("updated_at").asText()).plusSeconds(1);
    orders.add(order.put("id", id).put("updated_at", changed.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME)));
    return id;
  }

  /** The records of a resource in order of id; null when there is none of that name. */
  List<ObjectNode> resource(String name) {
    return resources.get(name);
  }


  private static List<ObjectNode> products(SplittableRandom random, int count) {
    List<ObjectNode> products = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      ObjectNode product = JSON.createObjectNode().put("id", 70_000 + i).put("title", WARES.get(random.nextInt(WARES.size())) + " " + i);
      product.put("updated_at", time(random, i));
      product.putArray("variants").addObject().put("sku", "W-" + i).put("price", money(random)).put("inventory", random.nextInt(90) - 2);
      products.add(product);
    }
    return products;
  }

  private static List<ObjectNode> orders(SplittableRandom random, int count) {
    List<ObjectNode> orders = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      ObjectNode order = JSON.createObjectNode().put("id", 900_000L + i).put("name", "#" + (1000 + i));
      order.put("email", random.nextInt(DIRTY) == 0 ? "no mail" : "buyer" + random.nextInt(500) + "@example.com");
      order.put("total_price", random.nextInt(DIRTY) == 0 ? "free" : money(random));
      order.put("currency", random.nextInt(DIRTY) == 0 ? "eur" : "EUR");
      order.put("financial_status", STATES.get(random.nextInt(STATES.size())));
      order.put("updated_at", time(random, i));
      order.putObject("shipping_address").put("city", "Town " + random.nextInt(40)).put("country_code", random.nextInt(DIRTY) == 0 ? null : "IE");
      orders.add(order);
    }
    return orders;
  }

  private static String money(SplittableRandom random) {
    return (1 + random.nextInt(400)) + "." + (10 + random.nextInt(90));
  }

  private static String time(SplittableRandom random, int number) {
    Instant instant = FIRST.plusMinutes(number * 7L + random.nextInt(5)).atZone(ZONE).toInstant();
    return instant.atZone(ZONE).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
  }
}
