/** Simulated outside systems and generated data, for the demo, tests and users without an account. */
package dev.caravan.sandbox;
