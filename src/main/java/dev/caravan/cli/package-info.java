/** The main class and the commands, one class each. */
package dev.caravan.cli;
