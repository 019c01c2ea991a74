package dev.caravan.quality;

/** What the parameters of {@code kamelet:validate-action} say; {@link Validate} reads it. */
public final class ValidateConfig {
  private String contract;
  private String onReject = "quarantine";

  public String contract() {
    return contract;
  }

  /** Name of the contract: {@code retail/order}. */
  public ValidateConfig setContract(String contract) {
    this.contract = contract;
    return this;
  }

  public String onReject() {
    return onReject;
  }

  /** {@code quarantine}: rejects are set aside; {@code fail}: one reject fails the batch. */
  public ValidateConfig setOnReject(String onReject) {
    this.onReject = onReject;
    return this;
  }
}
