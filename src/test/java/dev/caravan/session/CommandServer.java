package dev.caravan.session;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.caravan.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Runs one command line after the other in a process that is warm: what it prints is sent as it comes, each
 * line behind the number of its stream, then {@code =} and the exit code. It ends with its parent.
 */
final class CommandServer {
  private static final LocalAccount ACCOUNT = new LocalAccount();
  private static final LocalApi API = new LocalApi();

  private CommandServer() {}

  public static void main(String[] none) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      System.out.println(server.getLocalPort());
      endWithParent();
      PrintStream out = System.out;
      PrintStream err = System.err;
      Logger log = (Logger) LoggerFactory.getLogger("dev.caravan");
      Level level = log.getLevel();
      while (!server.isClosed()) {
        try (Socket socket = server.accept()) {
          answer(socket);
        } finally {
          System.setOut(out);
          System.setErr(err);
          // A command may change it, and is followed by one that would begin with a process of its own.
          log.setLevel(level);
        }
      }
    }
  }

  private static void endWithParent() {
    Thread watch =
        new Thread(
            () -> {
              try {
                System.in.read();
              } catch (IOException gone) {
                // Gone is what it waits for.
              }
              Runtime.getRuntime().halt(0);
            });
    watch.setDaemon(true);
    watch.start();
  }

  private static void answer(Socket socket) throws IOException {
    String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
    String joined = new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8);
    // Each argument ends with a NUL, also the last.
    List<String> arguments = joined.isEmpty() ? List.of() : List.of(joined.substring(0, joined.length() - 1).split("\0", -1));
    OutputStream wire = socket.getOutputStream();
    PrintStream out = new PrintStream(new FramedLines('1', wire), true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(new FramedLines('2', wire), true, StandardCharsets.UTF_8);
    System.setOut(out);
    System.setErr(err);
    int code = 0;
    String command = arguments.isEmpty() ? "" : arguments.get(0);
    if (command.equals(LocalAccount.COMMAND)) {
      ACCOUNT.start(arguments.subList(1, arguments.size()));
    } else if (command.equals(LocalApi.COMMAND)) {
      API.start(arguments.subList(1, arguments.size()));
    } else {
      code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));
    }
    out.close();
    err.close();
    wire.write(("=" + code + "\n").getBytes(StandardCharsets.US_ASCII));
  }
}
