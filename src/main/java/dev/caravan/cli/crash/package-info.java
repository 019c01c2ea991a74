/** The crash test: processes that are killed while they land seeded records, and the account of what became of each record. */
package dev.caravan.cli.crash;
