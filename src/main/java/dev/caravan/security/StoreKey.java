package dev.caravan.security;

import dev.caravan.Secret;
import java.nio.file.Path;

/** What opens an encrypted file of secrets. */
public sealed interface StoreKey {

  /** 256 random bits in a file that only its owner may read; made when the first secret is set. */
  record InFile(Path file) implements StoreKey {}

  /** A passphrase, from which the key is derived. */
  record Passphrase(Secret text) implements StoreKey {}
}
