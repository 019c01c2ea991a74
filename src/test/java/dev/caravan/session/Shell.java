package dev.caravan.session;

import dev.caravan.kill.CaravanProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A shell in a folder of its own, where {@code caravan} and {@code ./caravan} are the product. The commands run
 * in one process that stays warm; one that has settings in its environment, reads its input, or stands in another
 * folder, gets a process of its own. Not thread-safe.
 */
public final class Shell implements AutoCloseable {
  private static final long MINUTES = 3;

  private final Path folder;
  private final Path programs;
  private final Process server;

  /** @param text standard output and error, in order, with the folder's own path left out */
  public record Output(int code, String text) {}

  /** @param place an empty folder; the shell works in one below it */
  public Shell(Path place) throws IOException {
    folder = Files.createDirectories(place.resolve("shop")).toRealPath();
    programs = Files.createDirectories(place.resolve("programs"));
    List<String> command = CaravanProcess.javaWithTests();
    command.addAll(List.of("-Xmx384m", "-Duser.home=" + programs, CommandServer.class.getName()));
    server =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(place.resolve("server.log").toFile())
            .start();
    String port = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8)).readLine();
    write(programs.resolve("caravan"), launcher(port));
    write(programs.resolve("h2"), h2());
    for (String program : List.of(LocalAccount.COMMAND, LocalApi.COMMAND)) {
      write(programs.resolve(program), "#!/usr/bin/env bash\nexec caravan " + program + " \"$@\"\n");
    }
  }

  private String launcher(String port) throws IOException {
    return """
        #!/usr/bin/env bash
        if [ "$PWD" != "%1$s" ] || [ "$(readlink /proc/self/fd/0)" != /dev/null ] || env | grep -qE '^(CARAVAN_|[A-Z_]+_PASSWORD=)'; then
          exec %2$s "-Duser.home=%4$s" dev.caravan.cli.Main "$@"
        fi
        exec 3<> /dev/tcp/127.0.0.1/%3$s
        [ $# -eq 0 ] || printf '%%s\\0' "$@" | base64 -w 0 >&3
        echo >&3
        while IFS= read -r line <&3; do
          case "$line" in
            1*) printf '%%s\\n' "${line:1}" ;;
            2*) printf '%%s\\n' "${line:1}" >&2 ;;
            =*) exit "${line:1}" ;;
          esac
        done
        exit 99
        """
        .formatted(folder, quoted(CaravanProcess.java()), port, programs);
  }

  /** {@code h2 URL USER SQL}: for what only another version or another program does to a database. */
  private static String h2() throws IOException {
    return """
        #!/usr/bin/env bash
        exec %s org.h2.tools.RunScript -url "$1" -user "$2" -script <(echo "$3")
        """
        .formatted(quoted(CaravanProcess.java()));
  }

  private static String quoted(List<String> words) {
    return words.stream().collect(Collectors.joining("\" \"", "\"", "\""));
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Where commands run. */
  public Path folder() {
    return folder;
  }

  /** Empties the folder but for the launcher, and puts copies of these files and folders there. */
  public void restart(List<Path> copies) throws IOException {
    try (Stream<Path> old = Files.walk(folder)) {
      for (Path file : old.sorted(Comparator.reverseOrder()).filter(file -> !file.equals(folder)).toList()) {
        Files.delete(file);
      }
    }
    Files.deleteIfExists(programs.resolve("exports"));
    Files.createSymbolicLink(folder.resolve("caravan"), programs.resolve("caravan"));
    for (Path copy : copies) {
      copy(copy, folder.resolve(copy.getFileName()));
    }
  }

  /** Copies a file, or a folder with all that is in it. */
  public static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  /** Runs a script by bash, which stops at its first failure. What it exports, the next one has too. */
  public Output run(String script) {
    try {
      Path printed = Files.createTempFile(programs, "output", ".txt");
      ProcessBuilder bash =
          new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", remembering(script))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(printed.toFile());
      bash.environment().keySet().removeIf(name -> name.startsWith("CARAVAN_"));
      bash.environment().merge("PATH", programs.toString(), (path, own) -> own + ":" + path);
      Process process = bash.start();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError("does not end: " + script);
      }
      return new Output(process.exitValue(), shown(Files.readString(printed)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted in: " + script, e);
    }
  }

  private String remembering(String script) {
    return "[ ! -f %1$s ] || . %1$s\ntrap 'export -p > %1$s' EXIT\n".formatted(programs.resolve("exports")) + script;
  }

  private String shown(String text) {
    return text.replace(folder.toString(), "/home/anna/shop");
  }

  @Override
  public void close() {
    server.destroyForcibly();
  }
}
