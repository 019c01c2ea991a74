package dev.caravan.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The form of an encrypted file: AES-256-GCM with a fresh nonce at each write; how the key is had is written
 * beside it and covered by the seal, so that nobody can change it unseen. Immutable.
 */
final class SealedText {
  /** What a passphrase costs its guesser; OWASP's figure for PBKDF2 with HMAC-SHA-256. */
  static final int ITERATIONS = 600_000;

  private static final int ITERATIONS_LEAST = 100_000;
  private static final int ITERATIONS_MOST = 20_000_000;
  private static final int NONCE_BYTES = 12;
  private static final int SALT_BYTES = 16;
  private static final int TAG_BITS = 128;
  private static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * How the key is had.
   *
   * @param salt null when the key stands in a file
   * @param iterations 0 when the key stands in a file
   */
  record Derivation(byte[] salt, int iterations) {
    static final Derivation NONE = new Derivation(null, 0);

    static Derivation fresh() {
      byte[] salt = new byte[SALT_BYTES];
      RANDOM.nextBytes(salt);
      return new Derivation(salt, ITERATIONS);
    }

    boolean fromPassphrase() {
      return salt != null;
    }

    byte[] key(char[] passphrase) throws GeneralSecurityException {
      PBEKeySpec spec = new PBEKeySpec(passphrase, salt, iterations, 256);
      try {
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
      } finally {
        spec.clearPassword();
      }
    }

    private String bound() {
      return "caravan-secrets/" + FORMAT + (fromPassphrase() ? "/pbkdf2-hmac-sha256/" + iterations + "/" + text(salt) : "/key");
    }
  }

  private final Derivation derivation;
  private final byte[] nonce;
  private final byte[] sealed;

  private SealedText(Derivation derivation, byte[] nonce, byte[] sealed) {
    this.derivation = derivation;
    this.nonce = nonce;
    this.sealed = sealed;
  }

  static SealedText seal(byte[] plain, byte[] key, Derivation derivation) throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    return new SealedText(derivation, nonce, cipher(Cipher.ENCRYPT_MODE, key, nonce, derivation).doFinal(plain));
  }

  /** @throws GeneralSecurityException when the key is another one, or a bit of the file was changed */
  byte[] open(byte[] key) throws GeneralSecurityException {
    return cipher(Cipher.DECRYPT_MODE, key, nonce, derivation).doFinal(sealed);
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce, Derivation derivation) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(derivation.bound().getBytes(StandardCharsets.US_ASCII));
    return cipher;
  }

  Derivation derivation() {
    return derivation;
  }

  byte[] write() {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("cipher", "AES-256-GCM");
    if (derivation.fromPassphrase()) {
      root.put("kdf", "PBKDF2WithHmacSHA256").put("salt", text(derivation.salt())).put("iterations", derivation.iterations());
    }
    root.put("nonce", text(nonce)).put("sealed", text(sealed));
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a sealed text could not be written", e);
    }
  }

  /** @throws IOException when it has not the form of a sealed text */
  static SealedText read(byte[] file) throws IOException {
    JsonNode root = JSON.readTree(file);
    if (root.path("format").asInt() != FORMAT || !root.path("nonce").isTextual() || !root.path("sealed").isTextual()) {
      throw new IOException("it is not a file of secrets in format " + FORMAT);
    }
    return new SealedText(derivation(root), bytes(root, "nonce"), bytes(root, "sealed"));
  }

  private static Derivation derivation(JsonNode root) throws IOException {
    if (!root.has("salt")) {
      return Derivation.NONE;
    }
    int iterations = root.path("iterations").asInt();
    if (iterations < ITERATIONS_LEAST || iterations > ITERATIONS_MOST) {
      throw new IOException("its number of iterations is out of bounds: " + iterations);
    }
    return new Derivation(bytes(root, "salt"), iterations);
  }

  private static byte[] bytes(JsonNode root, String name) throws IOException {
    try {
      return Base64.getDecoder().decode(root.path(name).asText());
    } catch (IllegalArgumentException e) {
      throw new IOException(name + " is not base64", e);
    }
  }

  private static String text(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
