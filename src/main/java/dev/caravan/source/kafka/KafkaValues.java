package dev.caravan.source.kafka;

import dev.caravan.Secrets;
import dev.caravan.registry.RegisteredSchema.Kind;
import dev.caravan.registry.SchemaRegistry;
import dev.caravan.source.SourceServices;
import dev.caravan.source.http.Authorization;
import dev.caravan.source.http.HeaderAuthorization;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.http.HttpSystem;
import dev.caravan.source.http.HttpSystems;

/** Makes what reads the values of a flow's topics. Thread-safe. */
public final class KafkaValues {
  /** calls that a registry gets at once from one process: there is one a schema */
  private static final int CALLS = 4;

  private final SourceServices services;
  private final HttpSystems systems;
  private final Secrets secrets;
  private final HttpExchange calls;

  /** @param calls how registries are called */
  public KafkaValues(SourceServices services, HttpSystems systems, Secrets secrets, HttpExchange calls) {
    this.services = services;
    this.systems = systems;
    this.secrets = secrets;
    this.calls = calls;
  }

  /** @return null when values are JSON objects by themselves, which stay as they were sent */
  ValueReader reader(KafkaConfig config) {
    ValueConfig values = config.values();
    return switch (values.format()) {
      case CSV -> new CsvValue(values.columns(), values.delimiter());
      case AVRO -> registered(config, Kind.AVRO);
      case PROTOBUF -> registered(config, Kind.PROTOBUF);
      case JSON -> values.registry().isEmpty() ? null : registered(config, Kind.JSON);
    };
  }

  private ValueReader registered(KafkaConfig config, Kind kind) {
    ValueConfig values = config.values();
    HttpSystem system = systems.system(values.registryName(), CALLS);
    SchemaRegistry registry = new SchemaRegistry(values.registry(), system, authorization(config), calls, () -> services.passes().goesOn(config.flow()));
    return new RegisteredValue(registry, kind, services.clock());
  }

  private Authorization authorization(KafkaConfig config) {
    Secrets used = secrets.usedBy("flow " + config.flow());
    String prefix = config.values().registryCredentials() + "/";
    return switch (config.values().registryLogin()) {
      case "basic" -> HeaderAuthorization.basic(used.credential(prefix + "user"), used.credential(prefix + "password"));
      case "bearer" -> HeaderAuthorization.bearer(used.credential(prefix + "token"));
      default -> Authorization.NONE;
    };
  }
}
