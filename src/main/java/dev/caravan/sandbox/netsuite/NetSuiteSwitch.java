package dev.caravan.sandbox.netsuite;

import java.util.List;

/**
 * Everything about an account that differs between accounts, is not documented, or goes wrong at times.
 * A switch without choices takes a number or a text.
 */
public enum NetSuiteSwitch {
  // --- how the account is set up
  TIME_ZONE("timeZone", "America/Los_Angeles", "Zone of the session: what TO_CHAR and bare dates are in.", "America/Los_Angeles", "UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata"),
  DATE_FORMAT("dateFormat", "M/D/YYYY", "How a bare date is written: the user's preference, with the time dropped.", "M/D/YYYY", "MM/DD/YYYY", "DD/MM/YYYY", "D.M.YYYY", "DD.MM.YYYY", "YYYY-MM-DD", "DD-Mon-YYYY", "DD/MM/YY"),
  CONCURRENCY_LIMIT("concurrencyLimit", "5", "How many requests the account answers at once."),
  DENIED_TABLES("deniedTables", "", "Tables the role may not see, separated by commas; they look missing."),
  EXPIRED_CERTIFICATES("expiredCertificates", "", "Certificates of OAuth 2.0 that have ended, separated by commas."),
  TOKEN_SECONDS("tokenSeconds", "3600", "How long an access token lives."),
  LOCK_AFTER("lockAfter", "5", "Failed token-based logins in a row that lock the user for 30 minutes."),
  CLOCK_OFFSET_SECONDS("clockOffsetSeconds", "0", "How far the account's clock is ahead of this machine's; the Date of its replies stays this machine's."),

  // --- what is not documented, or differs between releases
  LIMIT_TEXT("limitText", "divisible", "Wording of the refusal of a limit or offset.", "divisible", "terse"),
  PAST_LIMIT("pastLimit", "empty", "What is answered for rows past the 100,000th.", "empty", "error"),
  TOTAL_RESULTS("totalResults", "whole", "Whether totalResults counts rows past the 100,000th.", "whole", "capped"),
  DEFAULT_LIMIT("defaultLimit", "1000", "Rows of a page when no limit is given.", "1000", "100", "10"),
  RETRY_AFTER("retryAfter", "none", "Whether a 429 says when to come again.", "none", "seconds", "date"),
  ERROR_CONTENT_TYPE("errorContentType", "oracle", "Content-Type of error bodies.", "oracle", "json", "text"),
  ERROR_TYPE_LINK("errorTypeLink", "rfc9110", "The type link of error bodies.", "rfc9110", "w3"),
  OUTER_ERROR_CODE("outerErrorCode", "no", "Whether errors have an o:errorCode outside of o:errorDetails too.", "no", "yes"),
  FRACTIONAL_SECONDS("fractionalSeconds", "no", "Whether modification times have fractions of a second.", "no", "yes"),
  NAME_CASE("nameCase", "lower", "Case of the names of result columns.", "lower", "upper"),
  SESSION_ALIAS("sessionAlias", "kept", "Whether the alias of SESSIONTIMEZONE is kept or comes back as expr1.", "kept", "expr1"),
  MISSING_TABLE("missingTable", "record", "Wording of the refusal of a table that does not exist.", "record", "searchType"),
  DELETED_RECORDS("deletedRecords", "served", "Whether the role may read the table of deleted records.", "served", "refused"),
  DELETED_COLUMNS("deletedColumns", "recordid", "Names of that table's columns.", "recordid", "internalid"),
  DELETED_DAYS("deletedDays", "90", "How many days a deletion is remembered."),
  FILTERABLE("filterable", "list", "How a record's schema marks fields to filter by.", "list", "flag"),
  EXPIRES_IN("expiresIn", "number", "Type of expires_in in a token reply.", "number", "string"),
  TOKEN_TYPE("tokenType", "Bearer", "Spelling of token_type.", "Bearer", "bearer"),
  ASSERTION_LIFE("assertionLife", "below", "Whether an assertion of exactly 60 minutes is refused.", "below", "upTo"),
  TIME_BESIDE_ROWS("timeBesideRows", "served", "Whether a query that reads rows may ask for the account's time too.", "served", "refused"),

  // --- load and faults
  OVER_LIMIT("overLimit", "tooMany", "What a request over the concurrency limit gets.", "tooMany", "unauthorized", "mixed"),
  PAGE_MILLIS("pageMillis", "0", "How long each page takes at least, in milliseconds; not scaled."),
  TIME_SCALE("timeScale", "1", "What long times are multiplied by: 0.001 makes a stall of 60 s one of 60 ms."),
  FAULT_SEED("faultSeed", "1", "Seed of the faults below."),
  TOO_MANY_PERCENT("tooManyPercent", "0", "Requests answered 429 out of the blue: another integration took the budget."),
  UNAUTHORIZED_PERCENT("unauthorizedPercent", "0", "Requests answered 401 though nothing is wrong with the login."),
  STALL_PERCENT("stallPercent", "0", "Requests that wait 60 s before they are answered."),
  SERVER_ERROR_PERCENT("serverErrorPercent", "0", "Requests answered 500, 502, 503 or 504."),
  CUT_PERCENT("cutPercent", "0", "Replies whose body ends in the middle."),
  HTML_PERCENT("htmlPercent", "0", "Replies that are a page for people instead of JSON."),
  SLOW_PERCENT("slowPercent", "0", "Replies whose body takes 20 s to come."),
  CHANGING_ROWS("changingRows", "0", "Rows of the table read that change after each page."),
  DELETED_ROWS("deletedRows", "0", "Rows of the table read that are deleted after each page.");

  private final String key;
  private final String standard;
  private final String sentence;
  private final List<String> choices;

  NetSuiteSwitch(String key, String standard, String sentence, String... choices) {
    this.key = key;
    this.standard = standard;
    this.sentence = sentence;
    this.choices = List.of(choices);
  }

  public String key() {
    return key;
  }

  /** The value unless another is chosen. */
  public String standard() {
    return standard;
  }

  public String sentence() {
    return sentence;
  }

  /** The values there are; empty for a number or free text. */
  public List<String> choices() {
    return choices;
  }
}
