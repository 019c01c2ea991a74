package dev.caravan.cli;

import dev.caravan.sandbox.netsuite.NetSuiteAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The credentials of a simulated account as a folder with a file for each secret. Below {@code netsuite} stand
 * those of both ways to log in; below {@code netsuite-ec-p256} and the like those of the other certificates.
 */
final class SandboxCredentials {
  static final String NETSUITE = "netsuite";

  private final Path folder;

  SandboxCredentials(Path folder) {
    this.folder = folder;
  }

  void write(NetSuiteAccount account) throws IOException {
    for (String certificate : account.certificates().keySet()) {
      String below = certificate.equals(NetSuiteAccount.RSA) ? NETSUITE : NETSUITE + "-" + certificate;
      secret(below, "client-id", account.clientId());
      secret(below, "certificate-id", certificate);
      secret(below, "private-key", account.privateKey(certificate).reveal());
    }
    secret(NETSUITE, "consumer-key", account.consumerKey());
    secret(NETSUITE, "consumer-secret", account.consumerSecret().reveal());
    secret(NETSUITE, "token-id", account.tokenId());
    secret(NETSUITE, "token-secret", account.tokenSecret().reveal());
  }

  private void secret(String below, String name, String value) throws IOException {
    Path file = folder.resolve(below).resolve(name);
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file);
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(file, value);
  }
}
