package dev.caravan.sandbox.netsuite;

import dev.caravan.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * An account and what one integration needs to log in to it. Immutable.
 *
 * @param realm account id in upper case with an underscore: {@code 1234567_SB1}
 * @param clientId of OAuth 2.0
 * @param certificates keys by certificate id; the public half is what the account was given
 * @param consumerKey of token-based authentication, as the other three
 */
public record NetSuiteAccount(
    String realm, String clientId, Map<String, KeyPair> certificates, String consumerKey, Secret consumerSecret, String tokenId, Secret tokenSecret) {
  /** Certificate ids of a made account: an RSA key of 3072 bits and keys on the three curves. */
  public static final String RSA = "rsa-3072";

  public static final String P256 = "ec-p256";
  public static final String P384 = "ec-p384";
  public static final String P521 = "ec-p521";

  private static final int RSA_BITS = 3072;
  private static final int LINE = 64;
  private static final List<String> CURVES = List.of("secp256r1", "secp384r1", "secp521r1");
  private static final List<String> CURVE_IDS = List.of(P256, P384, P521);

  public NetSuiteAccount {
    certificates = Map.copyOf(certificates);
  }

  /** Making an RSA key takes a second: once a process will do. */
  private static final class Keys {
    static final Map<String, KeyPair> MADE = keys();
  }

  /** Names and secrets are the same for the same seed; keys are new in each process. */
  public static NetSuiteAccount made(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new NetSuiteAccount("1234567_SB1", hex(random), Keys.MADE, hex(random), new Secret(hex(random)), hex(random), new Secret(hex(random)));
  }

  private static Map<String, KeyPair> keys() {
    try {
      Map<String, KeyPair> keys = new LinkedHashMap<>();
      KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
      rsa.initialize(RSA_BITS);
      keys.put(RSA, rsa.generateKeyPair());
      for (int i = 0; i < CURVES.size(); i++) {
        KeyPairGenerator curve = KeyPairGenerator.getInstance("EC");
        curve.initialize(new ECGenParameterSpec(CURVES.get(i)));
        keys.put(CURVE_IDS.get(i), curve.generateKeyPair());
      }
      return keys;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK makes these keys", e);
    }
  }

  private static String hex(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      text.append(String.format("%016x", random.nextLong()));
    }
    return text.toString();
  }

  /** The private key of a certificate as PEM (PKCS #8). */
  public Secret privateKey(String certificate) {
    String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(certificates.get(certificate).getPrivate().getEncoded());
    return new Secret("-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
  }
}
