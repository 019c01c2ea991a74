package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.catalog.EventType;
import dev.caravan.sink.events.EventsConfig;
import dev.caravan.source.Parameters;
import dev.caravan.source.kafka.KafkaLogin;
import java.net.URI;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads where Caravan's own events go. Not thread-safe. */
final class EventsSettings {
  private static final String ALL = "all";

  private final SettingValues said;

  EventsSettings(SettingValues said) {
    this.said = said;
  }

  /** Empty when none are sent. */
  Optional<EventsConfig> read() {
    if (said.text(Setting.EVENTS_BROKERS).isEmpty()) {
      return Optional.empty();
    }
    KafkaLogin login = new KafkaLogin(new Parameters("caravan.events"));
    login.brokers(said.text(Setting.EVENTS_BROKERS));
    read(Setting.EVENTS_PRESET, "none or event-hubs", login::preset);
    read(Setting.EVENTS_LOGIN, "none, plain, scram-sha-256, scram-sha-512 or certificate", login::login);
    read(Setting.EVENTS_TLS, "true or false", login::tls);
    login.trust(said.text(Setting.EVENTS_TRUST));
    login.credentials(said.text(Setting.EVENTS_CREDENTIALS));
    return Optional.of(new EventsConfig(login, topic(), source(), types(), said.count(Setting.EVENTS_WARN_AT)));
  }

  private void read(Setting setting, String required, Consumer<String> reader) {
    try {
      reader.accept(said.text(setting));
    } catch (CaravanException e) {
      said.bad(setting, required, null);
    }
  }

  private String topic() {
    String topic = said.text(Setting.EVENTS_TOPIC);
    return topic.matches("[A-Za-z0-9._-]{1,249}") ? topic : said.bad(Setting.EVENTS_TOPIC, "one topic: letters, digits, ., _ and -", topic);
  }

  private URI source() {
    String text = said.text(Setting.EVENTS_SOURCE);
    try {
      return text.isEmpty() ? said.bad(Setting.EVENTS_SOURCE, "a URI or a path", null) : URI.create(text);
    } catch (IllegalArgumentException e) {
      return said.bad(Setting.EVENTS_SOURCE, "a URI or a path", null);
    }
  }

  private Set<EventType> types() {
    Set<EventType> types = EnumSet.noneOf(EventType.class);
    for (String word : said.words(Setting.EVENTS_TYPES)) {
      if (word.equals(ALL)) {
        return EnumSet.allOf(EventType.class);
      }
      EventType.of(word).ifPresentOrElse(types::add, () -> said.bad(Setting.EVENTS_TYPES, "all, or some of " + String.join(", ", EventType.words()), null));
    }
    return types;
  }
}
