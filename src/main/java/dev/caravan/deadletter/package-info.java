/** Keeps, finds and shows what was refused. */
package dev.caravan.deadletter;
