package dev.caravan.sandbox.netsuite;

/** A query that the account does not run; the message is the detail it answers. */
final class SuiteQlRefusal extends RuntimeException {
  private SuiteQlRefusal(String detail) {
    super(detail, null, false, false);
  }

  /** A query that was understood and failed. */
  static SuiteQlRefusal search(String cause) {
    return new SuiteQlRefusal("Invalid search query. Detailed unprocessed description follows. Search error occurred: " + cause);
  }

  static SuiteQlRefusal unsupported() {
    return search("Invalid or unsupported search");
  }
}
