package dev.caravan.runtime;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Decides what of each setting others may see: of Caravan's own settings all that is no secret, of addresses the part
 * without credentials and parameters, and of properties that are an integrator's own only that they are there.
 */
final class Discloser {
  private static final String HIDDEN = "****";
  private static final Pattern CREDENTIALS = Pattern.compile("//[^/@\\s]*@");
  private static final Pattern PARAMETERS = Pattern.compile("([?;]).*");
  private static final Pattern SECRET_NAME = Pattern.compile(".*(password|passwd|pwd|secret|token|key|credential|passphrase|signature|assertion|jaas).*");
  /** Shorter texts are words, found anywhere: hidden where they are said, not wherever they turn up. */
  private static final int SHORTEST_SECRET = 6;

  private final Map<String, Disclosure.Shown> shown = new TreeMap<>();
  private final Set<String> secrets = new HashSet<>();

  void add(String key, String text, String origin) {
    shown.put(key, new Disclosure.Shown(text.isEmpty() ? "" : visible(key, text), origin));
  }

  private String visible(String key, String text) {
    Optional<Setting> setting = Setting.of(key);
    if (setting.filter(own -> own.kind() != Setting.Kind.SECRET).isPresent() || DependencySettings.owns(key)) {
      return address(text);
    }
    if (DataSourceSettings.owns(key) && !DataSourceSettings.isSecret(key)) {
      return address(text);
    }
    if (setting.isPresent() || DataSourceSettings.isSecret(key)) {
      secret(text);
    } else {
      hide(key, text);
    }
    return HIDDEN;
  }

  private String address(String text) {
    CREDENTIALS.matcher(text).results().forEach(found -> secret(found.group().substring(2, found.group().length() - 1)));
    if (!text.contains(":")) {
      return text;
    }
    String without = CREDENTIALS.matcher(text).replaceAll("//" + HIDDEN + "@");
    PARAMETERS.matcher(without).results().forEach(
        found -> {
          for (String parameter : found.group().split("[?;&]")) {
            if (parameter.contains("=") && secretName(parameter.substring(0, parameter.indexOf('=')))) {
              secret(parameter.substring(parameter.indexOf('=') + 1));
            }
          }
        });
    return PARAMETERS.matcher(without).replaceAll("$1" + HIDDEN);
  }

  /** Hides the text of a property or variable whose name says that it is a secret, wherever it turns up. */
  void hide(String name, String text) {
    if (secretName(name)) {
      secret(text);
    }
  }

  private static boolean secretName(String name) {
    return SECRET_NAME.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }

  private void secret(String text) {
    if (text.length() >= SHORTEST_SECRET) {
      secrets.add(text);
    }
    // Of a user with a password, the password alone too.
    int colon = text.indexOf(':');
    if (colon >= 0 && text.length() - colon > SHORTEST_SECRET) {
      secrets.add(text.substring(colon + 1));
    }
  }

  Disclosure disclosure() {
    return new Disclosure(shown, secrets);
  }
}
