package dev.caravan.security;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files, in PEM, by which a server shows who it is and knows who calls. Immutable; the files may change.
 *
 * @param certificate of the server, first, and those that lead from it to one that callers trust
 * @param key of that certificate, PKCS #8 and not encrypted
 * @param clients those who have signed callers' certificates; empty when callers need none
 */
public record TlsFiles(Path certificate, Path key, Optional<Path> clients) {
  private static final Pattern KEY = Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  /**
   * Looks whether a server can be started by them.
   *
   * @throws CaravanException HTTP_TLS with everything that is wrong
   */
  public void check() {
    Problems problems = new Problems();
    List<X509Certificate> own = certificates(certificate, problems);
    String text = text(key, problems);
    if (text != null && !(own.isEmpty() ? KEY.matcher(text).find() : belongs(text, own.get(0).getPublicKey()))) {
      problems.add(
          Problem.of(ErrorCode.HTTP_TLS, Place.of(key.toString()), "The key of the HTTP port cannot be used")
              .required("the private key of " + certificate + ", PKCS #8 in PEM (-----BEGIN PRIVATE KEY-----), without a password", "something else")
              .next("Convert it: openssl pkcs8 -topk8 -nocrypt -in old.pem -out " + key + "; or give the key that the certificate was made with."));
    }
    clients.ifPresent(file -> certificates(file, problems));
    problems.throwIfAny();
  }

  /** The certificate of the server, as it stands in the file now. @throws CaravanException HTTP_TLS */
  public X509Certificate shown() {
    Problems problems = new Problems();
    List<X509Certificate> own = certificates(certificate, problems);
    problems.throwIfAny();
    return own.get(0);
  }

  private static List<X509Certificate> certificates(Path file, Problems problems) {
    try (InputStream in = Files.newInputStream(file)) {
      List<X509Certificate> found = CertificateFactory.getInstance("X.509").generateCertificates(in).stream().map(X509Certificate.class::cast).toList();
      if (!found.isEmpty()) {
        return found;
      }
    } catch (IOException e) {
      problems.add(unreadable(file, e));
      return List.of();
    } catch (GeneralSecurityException e) {
      // Told below, as of a file that has none.
    }
    problems.add(
        Problem.of(ErrorCode.HTTP_TLS, Place.of(file.toString()), "The file has no certificates that can be read")
            .required("certificates in PEM (-----BEGIN CERTIFICATE-----)", "none")
            .next("Give the file that whoever signs your certificates has made; the certificate of the server comes first."));
    return List.of();
  }

  private static String text(Path file, Problems problems) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      problems.add(unreadable(file, e));
      return null;
    }
  }

  private static Problem unreadable(Path file, IOException why) {
    return Problem.of(ErrorCode.HTTP_TLS, Place.of(file.toString()), "The file cannot be read: " + why)
        .next("Check the path and who may read it; it is a setting that begins with caravan.http.tls.");
  }

  // What one signs the other knows; nothing of the key is said when it does not.
  private static boolean belongs(String pem, PublicKey certified) {
    Matcher key = KEY.matcher(pem);
    if (!key.find()) {
      return false;
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(key.group(1));
      PrivateKey own = KeyFactory.getInstance(certified.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      Signature signature = Signature.getInstance(algorithm(certified));
      byte[] sample = {1, 2, 3};
      signature.initSign(own);
      signature.update(sample);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(sample);
      return signature.verify(signed);
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      return false;
    }
  }

  private static String algorithm(PublicKey key) {
    if (key instanceof RSAKey) {
      return "SHA256withRSA";
    }
    return key instanceof ECKey ? "SHA256withECDSA" : key.getAlgorithm();
  }
}
