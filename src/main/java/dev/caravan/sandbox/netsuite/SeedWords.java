package dev.caravan.sandbox.netsuite;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** The vocabulary of the made account, clean and as people type it. */
final class SeedWords {
  static final List<String> FIRST = List.of("Amara", "Bjørn", "Carmen", "Dmitri", "Élise", "Farid", "Greta", "Hiroshi", "Inês", "Jamal", "Kaja", "Lucía", "Mārtiņš", "Nils", "Olga", "Pál");
  static final List<String> LAST = List.of("Albrecht", "Bianchi", "Côté", "Dubois", "Eriksen", "Fischer", "Gómez", "O'Hara", "Ivanova", "Järvinen", "Kim", "Łaski", "Mbeki", "Nguyễn", "Öztürk", "Silva");
  static final List<String> FIRMS = List.of("Alder", "Basalt", "Cobalt", "Delta", "Ember", "Fjord", "Granite", "Harbour", "Ivory", "Juniper", "Kelp", "Lumen", "Meridian", "Nimbus", "Orchard", "Pinnacle");
  static final List<String> FORMS = List.of("GmbH", "Ltd", "Inc.", "S.A.", "B.V.", "AB", "Oy", "K.K.", "& Sons", "Spółka z o.o.");
  static final List<String> TRADES = List.of("Logistics", "Foods", "Textiles", "Optics", "Tools", "Paper", "Ceramics", "Robotics");
  static final List<String> THINGS = List.of("Valve", "Bracket", "Gasket", "Filter", "Sensor", "Cable", "Panel", "Hinge", "Bearing", "Pump");
  static final List<String> MATERIALS = List.of("Steel", "Brass", "Ceramic", "Copper", "Oak", "Nylon", "Glass", "Titanium");
  static final List<String> TITLES = List.of("Clerk", "Buyer", "Engineer", "Controller", "Sales", "Director");
  static final List<String> MEMOS =
      List.of("as agreed by phone", "2nd reminder!!", "zweite Lieferung\nnachgereicht", "see \"order\" 12; partly", "tab\there", "☎ call first", "n/a", "Überweisung, danke", "=SUM(A1)");
  static final List<String> BAD_MAILS = List.of("unknown", "info@", "@example.com", "a b@example.com", "name(at)example.org", "none@none");

  private SeedWords() {}

  static <T> T pick(SplittableRandom random, List<T> words) {
    return words.get(random.nextInt(words.size()));
  }

  static boolean oneIn(SplittableRandom random, int many) {
    return random.nextInt(many) == 0;
  }

  static String firm(SplittableRandom random) {
    String name = pick(random, FIRMS) + " " + pick(random, TRADES) + " " + pick(random, FORMS);
    return switch (random.nextInt(40)) {
      case 0 -> " " + name;
      case 1 -> name + "  ";
      case 2 -> name.toUpperCase(Locale.ROOT);
      default -> name;
    };
  }

  /** Mostly an address; sometimes none, seldom something else. */
  static String mail(SplittableRandom random, String name, long id) {
    if (oneIn(random, 12)) {
      return null;
    }
    if (oneIn(random, 80)) {
      return pick(random, BAD_MAILS);
    }
    String plain = Normalizer.normalize(name.toLowerCase(Locale.ROOT), Normalizer.Form.NFD).replaceAll("[^a-z]", "");
    return plain + id + "@example." + pick(random, List.of("com", "org", "net"));
  }

  static String phone(SplittableRandom random) {
    int number = 1_000_000 + random.nextInt(8_999_999);
    return switch (random.nextInt(6)) {
      case 0 -> null;
      case 1 -> "+49 (0)30 " + number;
      case 2 -> "00" + number;
      case 3 -> "555-" + number % 10_000;
      default -> "+1 415 " + number;
    };
  }
}
