package dev.caravan.source.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A way to a broker, which names no other to its clients. It can swallow what is sent on it. Thread-safe. */
public final class BrokerLine {
  private static final int BUFFER = 64 << 10;

  private final ServerSocket listener;
  private final int brokerPort;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newCachedThreadPool(BrokerLine::thread);
  private volatile boolean silent;

  /** @param brokerPort at which the broker will listen */
  BrokerLine(int brokerPort) throws IOException {
    this.brokerPort = brokerPort;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::listen);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "broker-line");
    thread.setDaemon(true);
    return thread;
  }

  /** What a client calls {@code bootstrap.servers}. */
  public String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** Where the broker listens behind it. */
  String broker() {
    return "127.0.0.1:" + brokerPort;
  }

  /** Nothing comes through in either direction, and no connection ends. */
  public void silence() {
    silent = true;
  }

  /** Connections that have lost something end; new ones are as they should be. */
  public void heal() {
    silent = false;
    open.forEach(BrokerLine::close);
  }

  private void listen() {
    try {
      while (true) {
        Socket client = listener.accept();
        try {
          Socket broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
          threads.execute(() -> pass(client, broker));
          threads.execute(() -> pass(broker, client));
        } catch (IOException e) {
          close(client);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("the line to the broker is gone", e);
    }
  }

  private void pass(Socket from, Socket to) {
    open.add(from);
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (!silent) {
          out.write(buffer, 0, read);
        }
      }
    } catch (IOException e) {
      // One of the two is gone: the other is told by the end of its own connection.
    } finally {
      close(from);
      close(to);
      open.remove(from);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
