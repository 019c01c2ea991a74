package dev.caravan.sandbox;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** The vocabulary of the generated shop. */
final class RetailWords {
  static final List<String> CURRENCIES =
      List.of(
          "EUR,Euro,1.00000000,2", "USD,US dollar,0.91743119,2", "GBP,Pound sterling,1.16550117,2", "CHF,Swiss franc,1.06382979,2",
          "JPY,Japanese yen,0.00621118,0", "SEK,Swedish krona,0.08756567,2", "NOK,Norwegian krone,0.08545549,2", "DKK,Danish krone,0.13404826,2",
          "PLN,Polish złoty,0.23164234,2", "CZK,Czech koruna,0.04043671,2", "HUF,Hungarian forint,0.00254453,2", "RON,Romanian leu,0.20092423,2",
          "BGN,Bulgarian lev,0.51129188,2", "TRY,Turkish lira,0.02816901,2", "CAD,Canadian dollar,0.67567568,2", "AUD,Australian dollar,0.60240964,2",
          "NZD,New Zealand dollar,0.55555556,2", "CNY,Chinese yuan,0.12738854,2", "INR,Indian rupee,0.01098901,2", "BRL,Brazilian real,0.18450185,2",
          "MXN,Mexican peso,0.05376344,2", "ZAR,South African rand,0.04901961,2", "KRW,South Korean won,0.00068027,0", "SGD,Singapore dollar,0.68493151,2",
          "HKD,Hong Kong dollar,0.11723329,2", "ILS,Israeli new shekel,0.25125628,2", "ISK,Icelandic króna,0.00666667,0", "KWD,Kuwaiti dinar,2.98507463,3",
          "TND,Tunisian dinar,0.29585799,3", "THB,Thai baht,0.02604167,2");
  static final List<String> FIRST_NAMES =
      List.of("Anna", "Zoë", "José", "Łukasz", "Mehmet", "Ingrid", "Søren", "Chloé", "Miguel", "Aïsha", "Jürgen", "Noah", "Emma", "Yuki", "Priya", "Liam");
  static final List<String> LAST_NAMES =
      List.of("Müller", "O'Neill", "García", "Nowak", "Yılmaz", "Lindström", "Jensen", "Dupont", "Smith", "Rossi", "Kovács", "de Vries", "Novák", "Tanaka", "Patel");
  static final List<String> DOMAINS = List.of("example.com", "example.org", "mail.example.net", "shop.example");
  static final List<String> TOWNS =
      List.of("10115|Berlin|DE", "80331|München|DE", "75001|Paris|FR", "28013|Madrid|ES", "00-001|Warszawa|PL", "8001|Zürich|CH", "SW1A 1AA|London|GB",
          "1050|København|DK", "0150|Oslo|NO", "10001|New York|US", "100-0001|Tokyo|JP", "1010|Wien|AT");
  static final List<String> STREETS = List.of("Hauptstraße", "Rue de la Paix", "Calle Mayor", "High Street", "Storgatan", "Via Roma", "ul. Długa", "Main St");
  static final List<String> ADJECTIVES = List.of("Grüner", "Großer", "Kleiner", "Weißer", "Robuster", "Leichter", "Schöner", "Klassischer");
  static final List<String> THINGS =
      List.of("Teekessel", "Bürostuhl", "Käsehobel", "Rucksack", "Füllhalter", "Schlüsselbund", "Wanderschuh", "Kopfhörer", "Brotkorb", "Regenschirm");
  static final List<String> GROUPS = List.of("Küche", "Büro", "Draußen", "Technik", "Zubehör");
  static final List<String> CHANNELS = List.of("web", "web", "web", "app", "app", "store", "phone");
  static final List<String> STATES = List.of("new", "paid", "paid", "shipped", "shipped", "shipped", "cancelled", "returned");
  static final List<String> NOTES = List.of("leave at the door", "gift wrap, please", "für \\\"Oma\\\"", "ring twice", "🎁");
  private static final List<String> USUAL = List.of("EUR", "EUR", "EUR", "EUR", "USD", "GBP", "CHF", "PLN", "SEK", "JPY");

  private RetailWords() {}

  static <T> T pick(SplittableRandom random, List<T> words) {
    return words.get(random.nextInt(words.size()));
  }

  /** A code as the shop's clerks type it: mostly right, sometimes small or with a blank. */
  static String currency(SplittableRandom random) {
    String code = pick(random, USUAL);
    return switch (random.nextInt(12)) {
      case 0 -> code.toLowerCase(Locale.ROOT);
      case 1 -> code + " ";
      default -> code;
    };
  }

  /** Letters a mail address may have. */
  static String ascii(String name) {
    return Normalizer.normalize(name.toLowerCase(Locale.ROOT), Normalizer.Form.NFD).replace("ł", "l").replace("ø", "o").replace("ı", "i").replaceAll("[^a-z.]", "");
  }
}
