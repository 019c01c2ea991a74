package dev.caravan.fault;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Stands between a client and an HTTP server, both on loopback, and does to calls what it is told. Each call
 * has a connection of its own. Thread-safe.
 */
final class FaultyProxy implements AutoCloseable {
  private static final int HEAD_LIMIT = 64 << 10;
  private static final int DRAIN_MILLISECONDS = 500;

  private final int upstream;
  private final int port;
  private final ExecutorService threads = Executors.newCachedThreadPool(FaultyProxy::thread);
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private ServerSocket listener;
  private final List<Plan> plans = new ArrayList<>();
  private int suffered;

  private static final class Plan {
    private final Fault fault;
    private final int after;
    private final int times;
    private final Predicate<String> which;
    private int calls;

    Plan(Fault fault, int after, int times, Predicate<String> which) {
      this.fault = fault;
      this.after = after;
      this.times = times;
      this.which = which;
    }
  }

  FaultyProxy(int upstream) throws IOException {
    this.upstream = upstream;
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = any.getLocalPort();
    }
    listen();
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "faulty-proxy");
    thread.setDaemon(true);
    return thread;
  }

  String address() {
    return "http://127.0.0.1:" + port;
  }

  /**
   * Does it to calls; those of an earlier plan are not counted by a later one.
   *
   * @param after calls that pass before it begins
   * @param times calls that suffer; then it is over. Refused calls cannot be counted: they last until {@link #heal}
   * @param which calls are meant, by method and target
   */
  synchronized FaultyProxy inflict(Fault fault, int after, int times, Predicate<String> which) throws IOException {
    Plan plan = new Plan(fault, after, times, which);
    plans.add(plan);
    if (fault instanceof Fault.Refused && after == 0) {
      listener.close();
    }
    return this;
  }

  /** From now on every call passes. */
  synchronized void heal() throws IOException {
    plans.clear();
    if (listener.isClosed()) {
      listen();
    }
  }

  /** How many calls something was done to. */
  synchronized int suffered() {
    return suffered;
  }

  private synchronized void listen() throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    listener = socket;
    threads.execute(() -> accept(socket));
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  /** What is done to the next call; null when it passes. */
  private synchronized Fault next(String line) throws IOException {
    for (Plan plan : plans) {
      if (plan.which.test(line)) {
        int call = plan.calls++;
        if (plan.fault instanceof Fault.Refused) {
          if (call + 1 == plan.after) {
            listener.close();
          }
          return null;
        }
        if (call < plan.after || call - plan.after >= plan.times) {
          return null;
        }
        suffered++;
        return plan.fault;
      }
    }
    return null;
  }

  private void serve(Socket client) {
    open.add(client);
    try (client) {
      String head = head(client.getInputStream());
      if (head.isEmpty()) {
        return;
      }
      Fault fault = next(head.substring(0, head.indexOf("\r\n")));
      if (fault instanceof Fault.Silent) {
        closed.await();
      } else if (fault instanceof Fault.Answer answer) {
        answer(client, head, answer);
      } else {
        relay(client, head, fault);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // One side has gone, and with it the call.
      return;
    } finally {
      open.remove(client);
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4 && head.size() < HEAD_LIMIT) {
      int one = in.read();
      if (one < 0) {
        return "";
      }
      head.write(one);
      matched = one == "\r\n\r\n".charAt(matched) ? matched + 1 : one == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static void answer(Socket client, String head, Fault.Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    String headers = answer.headers().entrySet().stream().map(header -> header.getKey() + ": " + header.getValue() + "\r\n").collect(Collectors.joining());
    client.setSoTimeout(DRAIN_MILLISECONDS);
    boolean waits = head.toLowerCase(Locale.ROOT).contains("expect: 100-continue");
    long length = waits ? 0 : length(head);
    // A body that is not read would have the connection reset, which is another fault.
    client.getInputStream().skipNBytes(length);
    OutputStream out = client.getOutputStream();
    out.write(("HTTP/1.1 " + answer.status() + " As told\r\nContent-Length: " + body.length + "\r\nConnection: close\r\n" + headers + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.write(body);
    out.flush();
    client.shutdownOutput();
    while (client.getInputStream().read() >= 0) {
      continue;
    }
  }

  private static long length(String head) {
    return head.lines().filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:")).map(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip())).findFirst().orElse(0L);
  }

  private void relay(Socket client, String request, Fault fault) throws IOException, InterruptedException {
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), upstream)) {
      open.add(server);
      server.getOutputStream().write(closing(request).getBytes(StandardCharsets.ISO_8859_1));
      threads.execute(() -> pump(client, server));
      OutputStream out = client.getOutputStream();
      InputStream in = server.getInputStream();
      // Else the client would use this connection again.
      byte[] head = closing(answered(in, out)).getBytes(StandardCharsets.ISO_8859_1);
      if (fault == null) {
        out.write(head);
        in.transferTo(out);
        return;
      }
      byte[] body = in.readAllBytes();
      // What answers a write has a head only: then that is lost.
      if (body.length > 0) {
        out.write(head);
      }
      if (fault instanceof Fault.Drip drip) {
        drip(out, body, drip);
        return;
      }
      out.write(body, 0, body.length / 2);
      out.flush();
      // With 0, closing is a reset.
      client.setSoLinger(fault instanceof Fault.Reset, 0);
    }
  }

  /** The head of the reply, behind any that only asks to go on. */
  private static String answered(InputStream in, OutputStream out) throws IOException {
    String head = head(in);
    while (head.startsWith("HTTP/1.1 100")) {
      out.write(head.getBytes(StandardCharsets.ISO_8859_1));
      head = head(in);
    }
    return head;
  }

  private void drip(OutputStream out, byte[] body, Fault.Drip drip) throws IOException, InterruptedException {
    for (byte one : body) {
      if (closed.await(drip.pause().toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      out.write(one);
      out.flush();
    }
  }

  private static String closing(String head) {
    String kept = head.lines().filter(line -> !line.isEmpty() && !line.toLowerCase(Locale.ROOT).startsWith("connection:")).collect(Collectors.joining("\r\n"));
    return kept + "\r\nConnection: close\r\n\r\n";
  }

  private static void pump(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // The other direction ends the call.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listener.close();
    for (Closeable each : open) {
      each.close();
    }
    threads.shutdownNow();
  }
}
