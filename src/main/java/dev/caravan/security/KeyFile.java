package dev.caravan.security;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/** A file of 256 random bits that nobody but its owner may read. */
final class KeyFile {
  private static final int BYTES = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Path file;

  KeyFile(Path file) {
    this.file = file;
  }

  boolean exists() {
    return Files.exists(file);
  }

  /** @throws CaravanException SECRET_KEY when it is not there, not a key, or others may read it */
  byte[] read() {
    if (!exists()) {
      throw new CaravanException(
          problem("There is no key file " + file + ", and without it the secrets cannot be read")
              .required("the key file the secrets were set with", "none"));
    }
    try {
      refuseSharing();
      byte[] key = Base64.getDecoder().decode(Files.readString(file, StandardCharsets.US_ASCII).strip());
      if (key.length != BYTES) {
        throw new IllegalArgumentException("it holds " + key.length + " bytes");
      }
      return key;
    } catch (IOException | IllegalArgumentException e) {
      throw new CaravanException(
          problem("The key file " + file + " cannot be read: it is no key, or may not be opened")
              .required(BYTES + " bytes in base64", e.getClass().getSimpleName()),
          e);
    }
  }

  private void refuseSharing() throws IOException {
    if (!PrivateFile.hasPermissions(file)) {
      return;
    }
    Set<PosixFilePermission> more = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    more.removeAll(OWNER_ONLY);
    if (!more.isEmpty()) {
      throw new CaravanException(
          problem("Others may use the key file " + file)
              .required("permissions for its owner alone", more.toString().toLowerCase(java.util.Locale.ROOT))
              .next("chmod 600 " + file));
    }
  }

  /** Makes the file with a new key. */
  byte[] make() {
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    try {
      PrivateFile.write(file, (Base64.getEncoder().encodeToString(key) + "\n").getBytes(StandardCharsets.US_ASCII));
      return key;
    } catch (IOException e) {
      throw new CaravanException(problem("The key file " + file + " cannot be made: " + e.getMessage()), e);
    }
  }

  private static Problem problem(String message) {
    return Problem.of(ErrorCode.SECRET_KEY, null, message);
  }
}
