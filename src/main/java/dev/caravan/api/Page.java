package dev.caravan.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A page of a list, of which one item more was asked for than it shows: so it is known whether there is a next page. */
final class Page {
  private Page() {}

  /**
   * @param found at most one more than the limit
   * @param key by which the page behind an item is asked for
   */
  static <T> Answer of(List<T> found, int limit, Function<T, String> key, Function<T, Map<String, Object>> document) {
    List<T> shown = found.subList(0, Math.min(limit, found.size()));
    Optional<String> next = found.size() > limit ? Optional.of(key.apply(shown.get(shown.size() - 1))) : Optional.empty();
    return Answer.page(shown.stream().map(document).toList(), next);
  }
}
