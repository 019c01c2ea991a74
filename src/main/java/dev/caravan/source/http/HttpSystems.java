package dev.caravan.source.http;

import dev.caravan.failure.SteadyClock;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** The outside systems of a runtime, by name: what flows share of them is made once. Thread-safe. */
public final class HttpSystems {
  private final Function<String, ConcurrencyBudget.Share> shares;
  private final Duration patience;
  private final Duration longestAsked;
  private final Clock clock;
  private final Clock steady;
  private final Map<String, HttpSystem> systems = new ConcurrentHashMap<>();
  private final Map<String, TokenCache> tokens = new ConcurrentHashMap<>();
  private final List<Consumer<HttpSystem>> listeners = new CopyOnWriteArrayList<>();

  /** @param shares by name of a system, what of its limit belongs to this process */
  public HttpSystems(Function<String, ConcurrencyBudget.Share> shares, Clock clock) {
    this(shares, HttpSystem.PATIENCE, ConcurrencyBudget.LONGEST_ASKED, clock, clock);
  }

  /**
   * @param patience how long a system may say that it takes no more calls
   * @param longestAsked for which a system that asks for it is left alone; one that asks for more is too busy
   * @param clock the time of day, with which a server's is compared
   * @param steady by which pauses and tokens end; see {@link SteadyClock}
   */
  public HttpSystems(Function<String, ConcurrencyBudget.Share> shares, Duration patience, Duration longestAsked, Clock clock, Clock steady) {
    this.shares = shares;
    this.patience = patience;
    this.longestAsked = longestAsked;
    this.clock = clock;
    this.steady = steady;
  }

  /**
   * The system of that name.
   *
   * @param limit calls it takes at once; what the first flow says holds for all
   */
  public HttpSystem system(String name, int limit) {
    return systems.computeIfAbsent(name, key -> made(key, limit));
  }

  /** Those that were asked for so far, by name. */
  public List<HttpSystem> all() {
    return systems.values().stream().sorted(Comparator.comparing(HttpSystem::name)).toList();
  }

  private HttpSystem made(String name, int limit) {
    HttpSystem system = new HttpSystem(name, new ConcurrencyBudget(limit, shares.apply(name), longestAsked, steady), patience, longestAsked, clock, steady);
    listeners.forEach(listener -> listener.accept(system));
    return system;
  }

  /** Is told of each system that is made from now on. */
  public void onMade(Consumer<HttpSystem> listener) {
    listeners.add(listener);
  }

  /** The access token that all flows share which ask for the same one. */
  public TokenCache tokens(String whatFor) {
    return tokens.computeIfAbsent(whatFor, key -> new TokenCache(steady));
  }
}
