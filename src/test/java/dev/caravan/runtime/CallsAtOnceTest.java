package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.failure.Dependencies;
import dev.caravan.failure.DependencyPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PropertyBindingSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many calls a slow server really has at once, counted there: sockets with a request that nobody has answered or closed. */
@Timeout(60)
class CallsAtOnceTest {
  private static final int CALLERS = 8;
  private static final int LIMIT = 2;

  /** A server that answers late. Who has gone is seen when the next request comes: whoever sent it has closed the one before. */
  private static final class SlowServer implements AutoCloseable {
    private final ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService answers = Executors.newSingleThreadScheduledExecutor();
    private final Set<SocketChannel> waiting = new HashSet<>();
    private final int milliseconds;
    private int requests;
    private int mostAtOnce;

    SlowServer(int milliseconds) throws IOException {
      this.milliseconds = milliseconds;
      threads.execute(this::accept);
    }

    private void accept() {
      try {
        while (true) {
          SocketChannel caller = server.accept();
          threads.execute(() -> serve(caller));
        }
      } catch (IOException e) {
        // closed: the test is over
      }
    }

    private void serve(SocketChannel caller) {
      try {
        ByteBuffer head = ByteBuffer.allocate(10_000);
        while (!StandardCharsets.US_ASCII.decode(head.duplicate().flip()).toString().endsWith("\r\n\r\n")) {
          if (caller.read(head) < 0) {
            caller.close();
            return;
          }
        }
        caller.configureBlocking(false);
        count(caller);
        answers.schedule(() -> answer(caller), milliseconds, TimeUnit.MILLISECONDS);
      } catch (IOException e) {
        // the caller has gone in another way
      }
    }

    private synchronized void count(SocketChannel caller) {
      waiting.removeIf(SlowServer::gone);
      waiting.add(caller);
      requests++;
      mostAtOnce = Math.max(mostAtOnce, waiting.size());
    }

    private static boolean gone(SocketChannel caller) {
      try {
        return caller.read(ByteBuffer.allocate(1)) < 0;
      } catch (IOException e) {
        return true;
      }
    }

    private synchronized void answer(SocketChannel caller) {
      // Before the answer: whoever has it may call again at once.
      waiting.remove(caller);
      try (caller) {
        caller.write(StandardCharsets.US_ASCII.encode("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"));
      } catch (IOException e) {
        // nobody waits for it any more
      }
    }

    synchronized int requests() {
      return requests;
    }

    synchronized int mostAtOnce() {
      return mostAtOnce;
    }

    int port() {
      return server.socket().getLocalPort();
    }

    @Override
    public void close() throws IOException {
      server.close();
      threads.shutdownNow();
      answers.shutdownNow();
    }
  }

  /** Calls by several threads at the same time; what came back. */
  private static List<Exchange> call(DefaultCamelContext camel) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    try (ProducerTemplate template = camel.createProducerTemplate()) {
      List<Future<Exchange>> calls = new ArrayList<>();
      for (int call = 0; call < CALLERS; call++) {
        calls.add(threads.submit(() -> template.send("direct:call", exchange -> exchange.getMessage().setBody(null))));
      }
      List<Exchange> answers = new ArrayList<>();
      for (Future<Exchange> each : calls) {
        answers.add(each.get());
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }

  private static Dependencies dependencies() {
    DependencyPolicy policy = new DependencyPolicy(100, 1000, Duration.ofMinutes(1), 1, LIMIT, Duration.ofSeconds(30), 0);
    return new Dependencies(name -> policy, Set.of(), failure -> true);
  }

  private static void route(DefaultCamelContext camel, int port) throws Exception {
    camel.getRegistry().bind("slow", dependencies().breaker("slow", ""));
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:call")
                .errorHandler(noErrorHandler())
                .circuitBreaker().inheritErrorHandler(true)
                .resilience4jConfiguration().circuitBreaker("#slow").throwExceptionWhenHalfOpenOrOpenState(true).end()
                .toF("http:127.0.0.1:%d/slow", port)
                .end();
          }
        });
  }

  @Test
  void aSlowServerHasNoMoreCallsThanItsPermits() throws Exception {
    try (SlowServer server = new SlowServer(100); DefaultCamelContext camel = new DefaultCamelContext()) {
      route(camel, server.port());
      camel.start();

      assertThat(call(camel)).allSatisfy(answer -> assertThat(answer.getMessage().getBody(String.class)).isEqualTo("ok"));

      assertThat(server.requests()).isEqualTo(CALLERS);
      assertThat(server.mostAtOnce()).isEqualTo(LIMIT);
    }
  }

  @Test
  void norWhenItsCallersGiveUp() throws Exception {
    try (SlowServer server = new SlowServer(20_000); DefaultCamelContext camel = new DefaultCamelContext()) {
      PropertyBindingSupport.bindProperties(camel, camel.getComponent("http"), new HashMap<>(Map.of("responseTimeout", "150", "automaticRetriesDisabled", "true")));
      route(camel, server.port());
      camel.start();

      assertThat(call(camel)).allSatisfy(answer -> assertThat(answer.getException()).hasRootCauseInstanceOf(SocketTimeoutException.class));

      assertThat(server.requests()).isEqualTo(CALLERS);
      assertThat(server.mostAtOnce()).isEqualTo(LIMIT);
    }
  }

  /** Why no Kamelet uses them; when this fails, Camel has mended it, and the decision may be looked at again. */
  @Test
  void theBulkheadOfTheEipWithATimeoutLetsMoreThrough() throws Exception {
    try (SlowServer server = new SlowServer(1500); DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:call")
                  .circuitBreaker()
                  .resilience4jConfiguration()
                  .bulkheadEnabled(true).bulkheadMaxConcurrentCalls(LIMIT).bulkheadMaxWaitDuration(30_000).timeoutEnabled(true).timeoutDuration(100)
                  .end()
                  .toF("http:127.0.0.1:%d/slow", server.port())
                  .end();
            }
          });
      camel.start();

      call(camel);

      assertThat(server.mostAtOnce()).isGreaterThan(LIMIT);
    }
  }
}
