/** Simulates a server that keeps secrets. */
package dev.caravan.sandbox.vault;
