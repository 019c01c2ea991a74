/** What is remembered: the ledger of runs, batches, cursors and leases, and which files a dataset has. */
package dev.caravan.catalog;
