package dev.caravan.kill;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The class path of the product with its classes as the machine needs them, made once for all processes
 * that tests of a build start, whichever process the tests themselves run in: loading classes is most of
 * a start, and a killed process starts often.
 */
final class ClassArchive {
  private static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();
  private static final Path TEST_CLASSES = Path.of("target", "test-classes").toAbsolutePath();
  private static final String LIBRARY =
      "libduckdb_java.so_" + (System.getProperty("os.name").startsWith("Mac") ? "macos" : "linux") + "_" + System.getProperty("os.arch").replace("x86_64", "amd64").replace("aarch64", "arm64");
  private static final Path FOLDER = CLASSES.resolveSibling("class-archive");
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
      Files.createDirectories(FOLDER);
      try (FileChannel turn = FileChannel.open(FOLDER.resolveSibling("class-archive.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = turn.lock()) {
        made = make(java, options);
      }
    }
    return made;
  }

  private static ClassArchive make(String java, List<String> options) throws IOException {
    Path stamp = FOLDER.resolve("made-of.txt");
    Path jar = FOLDER.resolve("caravan.jar");
    Path archive = FOLDER.resolve("caravan.jsa");
    String parts = Runtime.version() + "\n" + newestClass() + "\n" + testClassPath();
    boolean upToDate = Files.exists(stamp) && Files.readString(stamp).equals(parts);
    if (!upToDate) {
      Files.deleteIfExists(stamp);
      empty(FOLDER);
      jar(jar);
    }
    String classPath = classPath(jar, FOLDER, upToDate);
    if (!upToDate) {
      train(java, options, classPath, archive, FOLDER);
      Files.writeString(stamp, parts);
    }
    return new ClassArchive(classPath, archive);
  }

  private static FileTime newestClass() throws IOException {
    try (Stream<Path> files = Files.walk(CLASSES)) {
      return files.map(file -> file.toFile().lastModified()).map(FileTime::fromMillis).max(FileTime::compareTo).orElseThrow();
    }
  }

  private static String testClassPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /**
   * What a command line says of classes.
   *
   * @param tests whether classes of the tests are needed too
   */
  List<String> options(boolean tests) {
    String classes = tests ? classPath + File.pathSeparator + TEST_CLASSES : classPath;
    return List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-cp", classes);
  }

  // An archive knows jars only.
  private static void jar(Path jar) {
    int exit =
        ToolProvider.findFirst("jar").orElseThrow().run(System.out, System.err, "--create", "--no-compress", "--file", jar.toString(), "-C", CLASSES.toString(), ".");
    if (exit != 0) {
      throw new IllegalStateException("jar ended with " + exit);
    }
  }

  private static String classPath(Path jar, Path folder, boolean upToDate) throws IOException {
    List<String> entries = new ArrayList<>(List.of(jar.toString()));
    for (String entry : testClassPath().split(File.pathSeparator)) {
      Path path = Path.of(entry).toAbsolutePath();
      if (path.getFileName().toString().startsWith("duckdb_jdbc")) {
        Path copy = folder.resolve(path.getFileName());
        if (!upToDate) {
          unpack(path, copy);
        }
        entries.add(copy.toString());
      } else if (!path.equals(CLASSES) && !path.equals(TEST_CLASSES)) {
        entries.add(entry);
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  // The driver's library of 70 MB beside its jar, where the driver looks for it too: else each start unpacks it anew.
  private static void unpack(Path driver, Path copy) throws IOException {
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
  }

  private static void train(String java, List<String> options, String classPath, Path archive, Path folder) throws IOException {
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(options);
    command.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable", "-cp", classPath, "dev.caravan.cli.Main"));
    command.addAll(List.of("demo", "--records", "1000", "--data", folder.resolve("data").toString()));
    Path log = folder.resolve("log.txt");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      // An archive of a run that was refused holds next to nothing, and would go unnoticed.
      if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IllegalStateException("no archive of classes was made:\n" + Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while an archive of classes was made", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void empty(Path folder) throws IOException {
    try (Stream<Path> below = Files.walk(folder)) {
      below.sorted(Comparator.reverseOrder()).filter(file -> !file.equals(folder)).map(Path::toFile).forEach(File::delete);
    }
  }
}
