/** Reads secrets of vaults through Camel's components. */
package dev.caravan.runtime.vault;
