package dev.caravan.security;

/**
 * Where a secret is, as configuration and Kamelets say it: {@code [<store>:]<path>}.
 *
 * @param store null for the one that is configured
 * @param path as the store understands it
 */
record SecretName(String store, String path) {

  static SecretName of(String text) {
    int colon = text.indexOf(':');
    return colon < 0 ? new SecretName(null, text) : new SecretName(text.substring(0, colon), text.substring(colon + 1));
  }
}
