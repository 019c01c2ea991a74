/** A schema registry that keeps what it is given in memory. */
package dev.caravan.sandbox.registry;
