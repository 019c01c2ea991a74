package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.failure.Dependencies;
import dev.caravan.failure.DependencyPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
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

  /** A server that answers late, and sees when a caller has gone. */
  private static final class SlowServer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final int milliseconds;

    SlowServer(int milliseconds) throws IOException {
      this.milliseconds = milliseconds;
      threads.execute(this::accept);
    }

    private void accept() {
      try {
        while (true) {
          Socket socket = server.accept();
          threads.execute(() -> serve(socket));
        }
      } catch (IOException e) {
        // closed: the test is over
      }
    }

    private void serve(Socket socket) {
      try (socket) {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
          int next = in.read();
          if (next < 0) {
            return;
          }
          head.append((char) next);
        }
        requests.incrementAndGet();
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        boolean waited = false;
        try {
          socket.setSoTimeout(milliseconds);
          in.read();
        } catch (SocketTimeoutException e) {
          waited = true;
        } finally {
          // Before the answer: whoever has it may call again at once.
          atOnce.decrementAndGet();
        }
        if (waited) {
          socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
        }
      } catch (IOException e) {
        // the caller has gone in another way
      }
    }

    int port() {
      return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      server.close();
      threads.shutdownNow();
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

      assertThat(server.requests.get()).isEqualTo(CALLERS);
      assertThat(server.mostAtOnce.get()).isEqualTo(LIMIT);
    }
  }

  @Test
  void norWhenItsCallersGiveUp() throws Exception {
    try (SlowServer server = new SlowServer(20_000); DefaultCamelContext camel = new DefaultCamelContext()) {
      PropertyBindingSupport.bindProperties(camel, camel.getComponent("http"), new HashMap<>(Map.of("responseTimeout", "150", "automaticRetriesDisabled", "true")));
      route(camel, server.port());
      camel.start();

      assertThat(call(camel)).allSatisfy(answer -> assertThat(answer.getException()).hasRootCauseInstanceOf(SocketTimeoutException.class));

      assertThat(server.requests.get()).isEqualTo(CALLERS);
      assertThat(server.mostAtOnce.get()).isEqualTo(LIMIT);
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

      assertThat(server.mostAtOnce.get()).isGreaterThan(LIMIT);
    }
  }
}
