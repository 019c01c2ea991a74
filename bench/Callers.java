import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * People and scripts that look at one Caravan at once. Each makes one of the commonest calls, waits for the answer, thinks, and
 * makes the next; how long it thinks lies evenly between nothing and twice the mean.
 */
final class Callers {
  private final SeededLedger ledger;
  private final URI base;
  private final String cookie;
  /** A connection a caller. */
  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<SeededLedger.Commonest, ConcurrentLinkedQueue<Long>> nanos = new EnumMap<>(SeededLedger.Commonest.class);

  /** @param address that lets one browser in: all callers share its session, so that no passwords are timed */
  Callers(SeededLedger ledger, String address) throws IOException, InterruptedException {
    this.ledger = ledger;
    this.base = URI.create(address).resolve("/api/v1");
    var in = client.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.discarding());
    this.cookie = in.headers().firstValue("Set-Cookie").orElseThrow(() -> new IOException("not let in: " + in.statusCode())).replaceFirst(";.*", "");
    for (SeededLedger.Commonest call : SeededLedger.Commonest.values()) {
      nanos.put(call, new ConcurrentLinkedQueue<>());
    }
  }

  /** Calls for some seconds, and forgets what was timed before. */
  void call(int callers, double thinkSeconds, int seconds) throws InterruptedException {
    nanos.values().forEach(ConcurrentLinkedQueue::clear);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    List<Thread> threads = new ArrayList<>();
    List<Exception> failures = new ArrayList<>();
    for (int caller = 0; caller < callers; caller++) {
      Random random = new Random(caller);
      Thread thread = new Thread(() -> {
        try {
          callUntil(end, thinkSeconds, random);
        } catch (IOException | InterruptedException e) {
          synchronized (failures) {
            failures.add(e);
          }
        }
      });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (!failures.isEmpty()) {
      throw new IllegalStateException(failures.size() + " callers got no answer", failures.get(0));
    }
  }

  private void callUntil(long end, double thinkSeconds, Random random) throws IOException, InterruptedException {
    think(thinkSeconds, random);
    while (System.nanoTime() < end) {
      SeededLedger.Commonest call = SeededLedger.Commonest.values()[random.nextInt(SeededLedger.Commonest.values().length)];
      HttpRequest request = HttpRequest.newBuilder(URI.create(base + ledger.path(call, random))).header("Cookie", cookie).build();
      long begin = System.nanoTime();
      var answer = client.send(request, BodyHandlers.ofString());
      nanos.get(call).add(System.nanoTime() - begin);
      if (answer.statusCode() != 200) {
        throw new IOException(request.uri() + " answered " + answer.statusCode() + ": " + answer.body());
      }
      think(thinkSeconds, random);
    }
  }

  private static void think(double seconds, Random random) {
    LockSupport.parkNanos((long) (random.nextDouble() * 2 * seconds * 1e9));
  }

  long calls() {
    return nanos.values().stream().mapToLong(ConcurrentLinkedQueue::size).sum();
  }

  /** @param share of the calls that took at most so many milliseconds */
  double milliseconds(SeededLedger.Commonest call, double share) {
    return milliseconds(List.of(nanos.get(call)), share);
  }

  /** The same of all calls. */
  double milliseconds(double share) {
    return milliseconds(nanos.values(), share);
  }

  private static double milliseconds(Iterable<ConcurrentLinkedQueue<Long>> timed, double share) {
    List<Long> all = new ArrayList<>();
    timed.forEach(all::addAll);
    long[] sorted = all.stream().mapToLong(Long::longValue).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))] / 1e6;
  }
}
