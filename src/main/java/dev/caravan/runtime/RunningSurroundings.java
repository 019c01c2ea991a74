package dev.caravan.runtime;

import dev.caravan.api.Surroundings;
import dev.caravan.batch.Engine;
import dev.caravan.failure.Dependencies;
import dev.caravan.failure.Dependency;
import dev.caravan.source.http.HttpSystem;
import dev.caravan.source.http.HttpSystems;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What surrounds the flows of this process, as operators see it. Thread-safe.
 *
 * @param engineBytes of memory that the engine may use
 */
record RunningSurroundings(
    Supplier<HealthPages.Answer> ready, Dependencies dependencies, HttpSystems httpSystems, KafkaLags lags, Engine engine, long engineBytes)
    implements Surroundings {

  @Override
  public Health health() {
    HealthPages.Answer answer = ready.get();
    return new Health(answer.up(), answer.checks());
  }

  @Override
  public List<Dependency.Standing> systems() {
    return dependencies.all().stream().map(Dependency::standing).toList();
  }

  @Override
  public List<Budget> budgets() {
    Budget memory = new Budget("engine memory", Unit.BYTES, engine.memory().used(), engineBytes, engineBytes);
    return Stream.concat(httpSystems.all().stream().map(RunningSurroundings::calls), Stream.of(memory)).toList();
  }

  private static Budget calls(HttpSystem system) {
    return new Budget(system.name(), Unit.CALLS, system.budget().underWay(), system.budget().allowed(), system.budget().limit());
  }

  @Override
  public OptionalLong recordsBehind(String flow) {
    return lags.of(flow);
  }
}
