/** The Hawtio console, served by the process that runs the flows. */
package dev.caravan.runtime.console;
