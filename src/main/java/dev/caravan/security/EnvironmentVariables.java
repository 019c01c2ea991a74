package dev.caravan.security;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Secret;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Secrets in variables of the environment: {@code shop/db-password} is {@code CARAVAN_SECRET_SHOP_DB_PASSWORD}.
 * The prefix keeps a name from reading variables that were never meant. Immutable.
 */
public final class EnvironmentVariables implements SecretStore {
  public static final String STORE = "environment";

  private static final String PREFIX = "CARAVAN_SECRET_";
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._/-]+");

  private final Map<String, String> environment;

  public EnvironmentVariables(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public String name() {
    return STORE;
  }

  @Override
  public Secret read(String path) {
    if (!FORM.matcher(path).matches()) {
      throw new CaravanException(
          Problem.of(ErrorCode.SECRET_NAME, null, "A variable of the environment cannot hold a secret of this name")
              .required("letters, digits, dots, dashes, underscores and slashes", "'" + path + "'"));
    }
    String variable = variable(path);
    String value = environment.get(variable);
    if (value == null) {
      throw new CaravanException(
          Problem.of(ErrorCode.SECRET_MISSING, null, "The environment holds no secret '" + path + "'")
              .required("a variable " + variable, "none")
              .next("Start Caravan with " + variable + " set, or write the name with another store before it: encrypted:" + path));
    }
    return new Secret(value);
  }

  /** The variable that holds the secret of that path. */
  public static String variable(String path) {
    return PREFIX + path.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
