package dev.caravan.runtime;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * Ends calls over HTTP that neither fail nor finish. The client's own limits are on silence, so a server
 * that sends a byte now and then would hold a flow for ever; here a reply has a longest pause and a call a
 * longest time in all. Thread-safe.
 */
public final class HttpTimeLimits implements HttpClientConfigurer {
  private static final long LONGEST_LOOK_MILLISECONDS = 1_000;
  private static final int LOOKS_A_LIMIT = 10;

  private final CaravanConfig.Calls calls;
  private final long everyMilliseconds;
  private final ScheduledThreadPoolExecutor looks = new ScheduledThreadPoolExecutor(1, HttpTimeLimits::thread);

  HttpTimeLimits(CaravanConfig.Calls calls) {
    this.calls = calls;
    long shortest = Math.min(calls.idle().toMillis(), calls.whole().toMillis()) / LOOKS_A_LIMIT;
    this.everyMilliseconds = Math.max(1, Math.min(LONGEST_LOOK_MILLISECONDS, shortest));
    // No thread while there are no calls: nobody closes this one.
    looks.setKeepAliveTime(LONGEST_LOOK_MILLISECONDS, TimeUnit.MILLISECONDS);
    looks.allowCoreThreadTimeOut(true);
    looks.setRemoveOnCancelPolicy(true);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "caravan-call-limits");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void configureHttpClient(HttpClientBuilder client) {
    client.addExecInterceptorFirst("caravan-time-limits", this::execute);
  }

  private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) throws IOException, HttpException {
    Watch watch = new Watch(scope.execRuntime);
    try {
      ClassicHttpResponse response = chain.proceed(request, scope);
      HttpEntity entity = response.getEntity();
      if (entity == null) {
        watch.end();
      } else {
        watch.heard();
        response.setEntity(new WatchedEntity(entity, watch));
      }
      return response;
    } catch (IOException e) {
      watch.end();
      throw watch.told(e);
    } catch (HttpException | RuntimeException e) {
      watch.end();
      throw e;
    }
  }

  /** Looks at one call again and again, and breaks its connection when it has taken too long. */
  private final class Watch {
    private final ExecRuntime connection;
    private final long began = System.nanoTime();
    private final ScheduledFuture<?> look;
    // 0 before the reply begins.
    private volatile long heard;
    private volatile String over;

    Watch(ExecRuntime connection) {
      this.connection = connection;
      this.look = looks.scheduleWithFixedDelay(this::look, everyMilliseconds, everyMilliseconds, TimeUnit.MILLISECONDS);
    }

    private void look() {
      long now = System.nanoTime();
      if (now - began > calls.whole().toNanos()) {
        end("it took more than " + text(calls.whole()) + " in all (" + Setting.CALL_WHOLE.key() + ")");
      } else if (heard != 0 && now - heard > calls.idle().toNanos()) {
        end("its reply paused for more than " + text(calls.idle()) + " (" + Setting.CALL_IDLE.key() + ")");
      }
    }

    // Again at the next look: a call that is only now being connected has nothing to break yet.
    private void end(String why) {
      over = why;
      connection.discardEndpoint();
    }

    void heard() {
      heard = System.nanoTime();
    }

    void end() {
      look.cancel(false);
    }

    /** A failure by time as one that says which limit it was. */
    IOException told(IOException failure) {
      String why = over;
      if (why == null && failure instanceof ConnectTimeoutException) {
        why = "no connection within " + text(calls.connect()) + " (" + Setting.CALL_CONNECT.key() + ")";
      } else if (why == null && failure instanceof SocketTimeoutException) {
        why = "silence for more than " + text(calls.response()) + " (" + Setting.CALL_RESPONSE.key() + ")";
      }
      if (why == null) {
        return failure;
      }
      SocketTimeoutException told = new SocketTimeoutException(why);
      told.addSuppressed(failure);
      return told;
    }
  }

  private static String text(Duration time) {
    return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  private static final class WatchedEntity extends HttpEntityWrapper {
    private final Watch watch;

    WatchedEntity(HttpEntity entity, Watch watch) {
      super(entity);
      this.watch = watch;
    }

    @Override
    public InputStream getContent() throws IOException {
      return new WatchedStream(super.getContent(), watch);
    }
  }

  private static final class WatchedStream extends FilterInputStream {
    private final Watch watch;

    WatchedStream(InputStream in, Watch watch) {
      super(in);
      this.watch = watch;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        int read = super.read(target, offset, length);
        watch.heard();
        if (read < 0) {
          watch.end();
        }
        return read;
      } catch (IOException e) {
        watch.end();
        throw watch.told(e);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        super.close();
      } catch (IOException e) {
        throw watch.told(e);
      } finally {
        watch.end();
      }
    }
  }
}
