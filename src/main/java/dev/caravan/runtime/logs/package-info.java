/** What the log is told with each line, and how much of it. */
package dev.caravan.runtime.logs;
