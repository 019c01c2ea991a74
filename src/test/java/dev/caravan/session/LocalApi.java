package dev.caravan.session;

import dev.caravan.sandbox.http.Reply;
import dev.caravan.sandbox.http.SimulatorServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An API for the scripts of a shell, one at a time, that answers what it is told to: {@code local-api '200
 * {"orders": []}' '302 https://elsewhere.example.com/'} gives these replies, and then the last one again and again.
 * Behind the status stands the body; of a redirect its address. The setting {@code api.url} names it. Not thread-safe.
 */
final class LocalApi {
  static final String COMMAND = "local-api";

  private SimulatorServer server;

  void start(List<String> replies) throws IOException {
    if (server != null) {
      server.close();
    }
    AtomicInteger calls = new AtomicInteger();
    server = new SimulatorServer(0, request -> reply(replies.get(Math.min(calls.getAndIncrement(), replies.size() - 1))));
    Files.writeString(Path.of("caravan.properties"), "api.url=" + server.origin() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static Reply reply(String text) {
    int status = Integer.parseInt(text.substring(0, 3));
    String rest = text.substring(4);
    boolean redirect = status / 100 == 3;
    return redirect ? Reply.of(status, "text/plain", "").with("Location", rest) : Reply.of(status, "application/json", rest);
  }
}
