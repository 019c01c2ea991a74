package dev.caravan.kill;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The class path of the product with its classes as the machine needs them, made once for all processes
 * that a run of the tests starts: loading classes is most of a start, and a killed process starts often.
 */
final class ClassArchive {
  private static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();
  private static final Path TEST_CLASSES = Path.of("target", "test-classes").toAbsolutePath();
  private static final String LIBRARY =
      "libduckdb_java.so_" + (System.getProperty("os.name").startsWith("Mac") ? "macos" : "linux") + "_" + System.getProperty("os.arch").replace("x86_64", "amd64").replace("aarch64", "arm64");
  private static ClassArchive made;

  private final String classPath;
  private final Path archive;

  private ClassArchive(String classPath, Path archive) {
    this.classPath = classPath;
    this.archive = archive;
  }

  /** @param options of every process, which an archive must be made with */
  static synchronized ClassArchive made(String java, List<String> options) throws IOException {
    if (made == null) {
      Path folder = Files.createTempDirectory("caravan-classes");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      String classPath = classPath(jar(folder.resolve("caravan.jar")), folder);
      Path archive = folder.resolve("caravan.jsa");
      train(java, options, classPath, archive, folder);
      made = new ClassArchive(classPath, archive);
    }
    return made;
  }

  /** What a command line says of classes; without an archive a process starts as well, slower. */
  List<String> options() {
    List<String> options = new ArrayList<>();
    if (Files.exists(archive)) {
      options.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
    }
    options.addAll(List.of("-cp", classPath));
    return options;
  }

  // An archive knows jars only.
  private static Path jar(Path jar) {
    int exit =
        ToolProvider.findFirst("jar").orElseThrow().run(System.out, System.err, "--create", "--no-compress", "--file", jar.toString(), "-C", CLASSES.toString(), ".");
    if (exit != 0) {
      throw new IllegalStateException("jar ended with " + exit);
    }
    return jar;
  }

  private static String classPath(Path jar, Path folder) throws IOException {
    List<String> entries = new ArrayList<>(List.of(jar.toString()));
    for (String entry : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")).split(File.pathSeparator)) {
      Path path = Path.of(entry).toAbsolutePath();
      if (path.getFileName().toString().startsWith("duckdb_jdbc")) {
        entries.add(unpacked(path, folder.resolve(path.getFileName())).toString());
      } else if (!path.equals(CLASSES) && !path.equals(TEST_CLASSES)) {
        entries.add(entry);
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  // The driver's library of 70 MB beside its jar, where the driver looks for it too: else each start unpacks it anew.
  private static Path unpacked(Path driver, Path copy) throws IOException {
    try (ZipFile jar = new ZipFile(driver.toFile());
        ZipOutputStream classes = new ZipOutputStream(Files.newOutputStream(copy))) {
      for (ZipEntry entry : Collections.list(jar.entries())) {
        try (InputStream content = jar.getInputStream(entry)) {
          if (entry.getName().equals(LIBRARY)) {
            Files.copy(content, copy.resolveSibling(LIBRARY));
          } else if (!entry.getName().startsWith("libduckdb")) {
            classes.putNextEntry(new ZipEntry(entry.getName()));
            content.transferTo(classes);
          }
        }
      }
    }
    return copy;
  }

  private static void train(String java, List<String> options, String classPath, Path archive, Path folder) throws IOException {
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(options);
    command.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable", "-cp", classPath, "dev.caravan.cli.Main"));
    command.addAll(List.of("demo", "--records", "1000", "--data", folder.resolve("data").toString()));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("log.txt").toFile()).start();
    try {
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly().waitFor();
      }
      // An archive of a run that was refused holds next to nothing, and would go unnoticed.
      if (process.exitValue() != 0) {
        throw new IllegalStateException("The demo that classes are archived from ended with " + process.exitValue() + ": " + Files.readString(folder.resolve("log.txt")));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> below = Files.walk(folder)) {
      below.sorted((one, other) -> other.compareTo(one)).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
