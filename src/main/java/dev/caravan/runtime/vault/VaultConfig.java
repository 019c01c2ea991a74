package dev.caravan.runtime.vault;

import java.net.URI;
import java.time.Duration;

/**
 * How HashiCorp Vault is reached.
 *
 * @param address scheme, host and port
 * @param namespace null for none
 * @param engine where the KV engine of version 2 is mounted
 * @param patience with connecting, and with an answer
 */
public record VaultConfig(URI address, String namespace, String engine, VaultLogin login, Duration patience) {}
