package dev.caravan.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.catalog.SettableClock;
import dev.caravan.failure.HttpAnswer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** How long a system is left alone that asks for it. */
class ConcurrencyBudgetTest {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final SettableClock clock = new SettableClock();
  private final ConcurrencyBudget budget = new ConcurrencyBudget(4, ConcurrencyBudget.Share.ALL, LONGEST, clock);

  /** Whether a call may begin now, without waiting. */
  private boolean free() {
    AtomicInteger looks = new AtomicInteger();
    BooleanSupplier once = () -> looks.getAndIncrement() == 0;
    boolean free = budget.acquire(once);
    if (free) {
      budget.release();
    }
    return free;
  }

  @Test
  void aSystemIsLeftAloneForAsLongAsItAsks() {
    budget.throttled(Duration.ofMinutes(5));

    clock.move(Duration.ofSeconds(299));
    assertThat(free()).isFalse();
    clock.move(Duration.ofSeconds(1));
    assertThat(free()).isTrue();
  }

  @Test
  void aSystemWithLittleRoomLeftRestsForAsLongAsItSays() {
    budget.rest(Duration.ofMinutes(2));

    clock.move(Duration.ofSeconds(119));
    assertThat(free()).isFalse();
    clock.move(Duration.ofSeconds(1));
    assertThat(free()).isTrue();
  }

  @Test
  void noSystemIsLeftAloneForLongerThanIsBorne() {
    budget.throttled(Duration.ofHours(5));

    clock.move(LONGEST);
    assertThat(free()).isTrue();
  }

  @Test
  void aSystemThatAsksForMoreThanIsBorneIsTooBusyAtOnce() {
    HttpSystem system = new HttpSystem("shop", budget, Duration.ofHours(1), LONGEST, clock, clock);
    HttpReply reply = new HttpReply(429, Map.of("Retry-After", "3600"), "{}".getBytes(), Duration.ZERO);
    AtomicInteger calls = new AtomicInteger();
    HttpExchange exchange = call -> {
      calls.incrementAndGet();
      return reply;
    };

    assertThatThrownBy(() -> system.send(HttpRequest.get("http://shop/orders"), Authorization.NONE, exchange))
        .isInstanceOfSatisfying(
            CaravanException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.HTTP_BUSY);
              assertThat(e).hasMessageContaining("3600 s").hasMessageContaining("caravan.retry.after-max");
              assertThat(e.getCause()).isInstanceOfSatisfying(HttpAnswer.class, answer -> assertThat(answer.retryAfter()).contains(Duration.ofHours(1)));
            });
    assertThat(calls).hasValue(1);
  }
}
