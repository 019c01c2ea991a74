package dev.caravan.quality;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.util.regex.Pattern;

/** What the parameters of {@code kamelet:profile-action} say; {@link ProfileStep} reads it. */
public final class ProfileConfig {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,6}(\\.\\d{1,6})?");

  private double anomalies;

  double anomalies() {
    return anomalies;
  }

  /**
   * Standard deviations beyond which it is told that a batch is unlike those before; 0 never.
   *
   * @throws CaravanException KAMELET_PARAMETER when that is no such number
   */
  public ProfileConfig setAnomalies(String text) {
    if (!NUMBER.matcher(text.strip()).matches()) {
      throw new CaravanException(
          Problem.of(ErrorCode.KAMELET_PARAMETER, null, "Parameter 'anomalies' of profile-action cannot be read").required("a number such as 4, or 0", "'" + text + "'"));
    }
    anomalies = Double.parseDouble(text.strip());
    return this;
  }
}
