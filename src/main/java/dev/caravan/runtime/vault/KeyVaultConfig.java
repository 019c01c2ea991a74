package dev.caravan.runtime.vault;

import java.net.URI;
import java.time.Duration;

/**
 * How Azure Key Vault is reached.
 *
 * @param address of the vault, such as {@code https://shop.vault.azure.net}
 * @param authority that hands out tokens; Microsoft Entra of a national cloud has one of its own
 * @param patience with connecting, and with an answer
 */
public record KeyVaultConfig(URI address, URI authority, KeyVaultLogin login, Duration patience) {}
