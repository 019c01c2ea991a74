package dev.caravan.cli;

/** How the answer of a query is printed. */
enum QueryFormat {
  TABLE,
  CSV,
  JSON
}
