/** Validation against a contract. */
package dev.caravan.quality;
