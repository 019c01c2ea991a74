package dev.caravan.runtime.metrics;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Programs of the machine that some tests go on with. */
public final class Programs {
  private Programs() {}

  public static boolean installed(String name) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator)).map(folder -> Path.of(folder, name)).anyMatch(Files::isExecutable);
  }
}
