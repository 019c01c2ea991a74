package dev.caravan.runtime.vault;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS of a server on this machine whose certificate only its own client trusts. */
public final class SelfSigned {
  /** of the store and of the key in it */
  public static final String PASSWORD = "changeit";

  private SelfSigned() {}

  /** Serves by a fresh certificate for the loopback address, and trusts it. */
  static SSLContext context(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
    store(folder);
    return made(folder);
  }

  /** A fresh certificate for the loopback address with its key, by the alias {@code server}. */
  public static Path store(Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve("server.p12");
    int exit =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "server", "-keyalg", "EC", "-validity", "2",
                "-dname", "CN=localhost", "-ext", "SAN=IP:127.0.0.1,DNS:localhost", "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IllegalStateException(Files.readString(folder.resolve("keytool.log")));
    }
    return file;
  }

  public static KeyStore opened(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  /** The certificate of a store, as PEM. */
  public static String certificate(Path store) throws IOException, GeneralSecurityException {
    return pem("CERTIFICATE", opened(store).getCertificate("server").getEncoded());
  }

  /** The key of that certificate, as PEM. */
  public static String key(Path store) throws IOException, GeneralSecurityException {
    return pem("PRIVATE KEY", opened(store).getKey("server", PASSWORD.toCharArray()).getEncoded());
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + what + "-----\n";
  }

  /** The same certificate, for another process that is to trust it. */
  public static SSLContext made(Path folder) throws IOException, GeneralSecurityException {
    KeyStore store = opened(folder.resolve("server.p12"));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", store.getCertificate("server"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
