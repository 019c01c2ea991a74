package dev.caravan.transform;

/**
 * What the parameters of {@code kamelet:normalize-action} say, as text; {@link Normalize} reads it.
 * Lists are separated by commas, a backslash makes the next character literal. null and blank mean
 * "as the contract says".
 */
public final class NormalizeConfig {
  private String contract;
  private String rename;
  private boolean trim = true;
  private String letters;
  private String nullTokens;
  private String trueTokens;
  private String falseTokens;
  private String formats;
  private String zone;
  private String minorUnits;
  private Boolean coerce;

  public String contract() {
    return contract;
  }

  /** Name of the contract: {@code retail/order}. */
  public NormalizeConfig setContract(String contract) {
    this.contract = contract;
    return this;
  }

  public String rename() {
    return rename;
  }

  /** Field of the record to column of the contract: {@code CustId=customer_id, address.city=city}. */
  public NormalizeConfig setRename(String rename) {
    this.rename = rename;
    return this;
  }

  public boolean trim() {
    return trim;
  }

  /** White space around every text goes. */
  public NormalizeConfig setTrim(boolean trim) {
    this.trim = trim;
    return this;
  }

  public String letters() {
    return letters;
  }

  /** Column to letter case: {@code currency=upper, email=lower}. */
  public NormalizeConfig setLetters(String letters) {
    this.letters = letters;
    return this;
  }

  public String nullTokens() {
    return nullTokens;
  }

  /** Texts that mean "no value": {@code n/a, NULL, -}. */
  public NormalizeConfig setNullTokens(String nullTokens) {
    this.nullTokens = nullTokens;
    return this;
  }

  public String trueTokens() {
    return trueTokens;
  }

  /** Texts that mean true besides {@code true}: {@code yes, 1}. */
  public NormalizeConfig setTrueTokens(String trueTokens) {
    this.trueTokens = trueTokens;
    return this;
  }

  public String falseTokens() {
    return falseTokens;
  }

  /** Texts that mean false besides {@code false}: {@code no, 0}. */
  public NormalizeConfig setFalseTokens(String falseTokens) {
    this.falseTokens = falseTokens;
    return this;
  }

  public String formats() {
    return formats;
  }

  /** Patterns of a column, or of every date and time: {@code order_date=dd.MM.yyyy|yyyy-MM-dd}. */
  public NormalizeConfig setFormats(String formats) {
    this.formats = formats;
    return this;
  }

  public String zone() {
    return zone;
  }

  /** Zone of timestamps without offset: {@code Europe/Berlin}. */
  public NormalizeConfig setZone(String zone) {
    this.zone = zone;
    return this;
  }

  public String minorUnits() {
    return minorUnits;
  }

  /** Decimal column to the digits its whole numbers are shifted by: {@code amount=2} reads cents. */
  public NormalizeConfig setMinorUnits(String minorUnits) {
    this.minorUnits = minorUnits;
    return this;
  }

  public Boolean coerce() {
    return coerce;
  }

  /** JSON texts may be read as numbers and booleans, 1.0 as an integer, a number as text. */
  public NormalizeConfig setCoerce(Boolean coerce) {
    this.coerce = coerce;
    return this;
  }
}
