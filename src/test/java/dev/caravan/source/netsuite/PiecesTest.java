package dev.caravan.source.netsuite;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PiecesTest {
  private static final int PLACES = 5;
  private static final SuiteQlReader.Limits LIMITS = new SuiteQlReader.Limits(Duration.ZERO, 100_000, PLACES);
  private static final CompletableFuture<KeyDensity> NOT_COUNTED = CompletableFuture.failedFuture(new IllegalStateException("refused"));

  /** The first third of the keys has a row for each, the rest one for each four. */
  private static long rowsUpTo(long key) {
    return key <= 100_000 ? key : 100_000 + (key - 100_000) / 4;
  }

  private static final long HIGHEST = 900_000;
  private static final KeyDensity GUESS = KeyDensity.even(BigInteger.ZERO, BigInteger.valueOf(HIGHEST), rowsUpTo(HIGHEST));

  private static KeyDensity counts() {
    long width = KeyDensity.width(BigInteger.ZERO, BigInteger.valueOf(HIGHEST)).longValueExact();
    assertThat(width).isEqualTo(900);
    return KeyDensity.counted(
        BigInteger.ZERO, BigInteger.valueOf(HIGHEST),
        IntStream.range(0, 1000).mapToObj(part -> List.of(part + ".0", "" + (rowsUpTo((part + 1) * width) - rowsUpTo(part * width)))).toList());
  }

  private static List<Pieces.Stretch> all(Pieces pieces) {
    List<Pieces.Stretch> stretches = new ArrayList<>();
    while (pieces.hasNext()) {
      stretches.add(pieces.next());
    }
    return stretches;
  }

  private static long rows(Pieces.Stretch stretch) {
    return rowsUpTo(Long.parseLong(stretch.upTo())) - rowsUpTo(Long.parseLong(stretch.after().get(0)));
  }

  private static void assertWhole(List<Pieces.Stretch> stretches) {
    String at = "0";
    for (Pieces.Stretch stretch : stretches) {
      assertThat(stretch.after()).containsExactly(at);
      at = stretch.upTo();
    }
    assertThat(at).isEqualTo("" + HIGHEST);
  }

  @Test
  void stretchesAreNearlyWholePagesWhereverTheRowsLie() {
    List<Pieces.Stretch> stretches = all(new Pieces(GUESS, CompletableFuture.completedFuture(counts()), LIMITS));

    assertWhole(stretches);
    assertThat(stretches.subList(0, stretches.size() - 1)).allSatisfy(stretch -> assertThat(rows(stretch) % SuiteQl.PAGE).as("%s", stretch).isGreaterThan(900));
    long pages = stretches.stream().mapToLong(stretch -> (rows(stretch) + SuiteQl.PAGE - 1) / SuiteQl.PAGE).sum();
    assertThat(pages).as("calls for 300 pages").isLessThanOrEqualTo(305);
    assertThat(stretches.stream().mapToLong(PiecesTest::rows)).as("nothing holds up what is read ahead").allMatch(rows -> rows <= 20_000);
  }

  @Test
  void theLastStretchesAreAPageEachSoThatNoPlaceStaysEmpty() {
    List<Pieces.Stretch> stretches = all(new Pieces(GUESS, CompletableFuture.completedFuture(counts()), LIMITS));

    assertThat(stretches.subList(stretches.size() - 2 * PLACES, stretches.size())).allMatch(stretch -> rows(stretch) <= SuiteQl.PAGE);
  }

  @Test
  void untilRowsAreCountedStretchesAreShortAndFew() {
    CompletableFuture<KeyDensity> counts = new CompletableFuture<>();
    Pieces pieces = new Pieces(GUESS, counts, LIMITS);

    assertThat(pieces.ahead()).isEqualTo(30_000);
    Pieces.Stretch first = pieces.next();
    assertThat(first.rows()).isEqualTo(2_900);
    counts.complete(counts());

    assertThat(pieces.ahead()).isEqualTo(300_000);
    List<Pieces.Stretch> rest = all(pieces);
    assertThat(rest.get(0).after()).containsExactly(first.upTo());
    assertThat(rows(rest.get(0)) % SuiteQl.PAGE).isGreaterThan(900);
  }

  @Test
  void whereRowsAreNotCountedAllKeysAreTakenToBeAsDense() {
    List<Pieces.Stretch> stretches = all(new Pieces(GUESS, NOT_COUNTED, LIMITS));

    assertWhole(stretches);
    assertThat(stretches.get(0).rows()).isEqualTo(19_900);
    assertThat(stretches).allMatch(stretch -> stretch.rows() >= 2_900);
  }

  @Test
  void keysOfAnyLengthAndSignAreCut() {
    BigInteger lowest = new BigInteger("-99999999999999999999999999999");
    BigInteger highest = new BigInteger("99999999999999999999999999999");
    List<List<String>> counts = List.of(List.of("0", "70000"), List.of("999", "1"));
    Pieces pieces = new Pieces(KeyDensity.even(lowest, highest, 70_001), CompletableFuture.completedFuture(KeyDensity.counted(lowest, highest, counts)), LIMITS);

    List<Pieces.Stretch> stretches = all(pieces);

    assertThat(stretches).hasSizeBetween(10, 80);
    assertThat(stretches.get(stretches.size() - 1).upTo()).isEqualTo(highest.toString());
  }

  @Test
  void aWindowThatEmptiedMeanwhileIsOneStretch() {
    KeyDensity nothing = KeyDensity.counted(BigInteger.ZERO, BigInteger.valueOf(HIGHEST), List.of());

    assertThat(all(new Pieces(GUESS, CompletableFuture.completedFuture(nothing), LIMITS))).hasSize(1);
  }
}
