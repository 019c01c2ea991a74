package dev.caravan.cli;

/** For people or for programs. */
enum OutputFormat {
  TEXT,
  JSON
}
