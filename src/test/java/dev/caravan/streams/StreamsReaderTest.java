package dev.caravan.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.CaravanException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamsReaderTest {

  private static List<String> problems(String text) {
    return catchThrowableOfType(CaravanException.class, () -> StreamsReader.read("s.streams.yaml", text, Map.of("shop.topic", "orders"))).problems().stream().map(Object::toString).toList();
  }

  @Test
  void everythingThatIsWrongIsToldAtOnceWithPlaceAndNearestName() {
    assertThat(
            problems(
                """
                name: Revenue
                kafka: {broker: "localhost:9092", properties: {group.id: mine}}
                sources:
                  orders:
                    topic: "{{shop.topc}}"
                    time: amount
                    fields: {id: strin, amount: number, open: boolean}
                from: order
                steps:
                  - deduplicat: {by: [id], within: 1h}
                sink: {topic: out}
                rejects: out
                """))
        .containsExactlyInAnyOrder(
            "s.streams.yaml:1:7: 'name' is not valid; requires a name of lower-case letters, digits and -: of the consumer group, the state and the transactions; it never changes, got 'Revenue' [streams.invalid]\n    next: Compare with docs/reference/streams.md.",
            "s.streams.yaml:2:9: unknown key 'broker' in kafka [streams.unknown-key]\n    next: did you mean 'brokers'?",
            "s.streams.yaml:2:8: 'brokers' is missing in kafka; requires 'brokers' [streams.invalid]\n    next: Add the key 'brokers'.",
            "s.streams.yaml:2:58: 'group.id' is not for files to say; requires properties that nothing else decides on [streams.invalid]\n    next: Remove it.",
            "s.streams.yaml:5:12: the property 'shop.topc' is set nowhere [streams.invalid]\n    next: Did you mean 'shop.topic'? Set it in a properties file or with -p shop.topc=…, or write {{shop.topc:default}}.",
            "s.streams.yaml:6:11: 'amount' is no moment; requires a field of type timestamp, got number [streams.invalid]\n    next: Give it the type timestamp, or leave `time` out.",
            "s.streams.yaml:7:18: there is no type 'strin' [streams.invalid]\n    next: Did you mean 'string'?",
            "s.streams.yaml:8:7: there is no source 'order' [streams.invalid]\n    next: Did you mean 'orders'?",
            "s.streams.yaml:10:5: unknown key 'deduplicat' in steps[0] [streams.unknown-key]\n    next: did you mean 'deduplicate'?");
  }

  @Test
  void stepsAreHeldAgainstTheFieldsThatAreThere() {
    assertThat(
            problems(
                """
                name: revenue
                kafka: {brokers: "localhost:9092"}
                sources:
                  orders:
                    topic: orders
                    fields: {id: string, shop: string, amount: number, open: boolean}
                from: orders
                steps:
                  - filter: {shp: {equals: a}, open: {above: true}, amount: {in: [1, much]}}
                  - deduplicate: {by: [idd], within: 0s}
                  - aggregate:
                      by: [shop]
                      window: {hopping: 1h, session: 5m}
                      values: {shop: count, a: sum(shop), b: summ(amount), c: sum, d: sum(amont)}
                  - aggregate:
                      by: [amount]
                      window: {hopping: 1h, every: 2h}
                      values: {n: count}
                sink: {topic: orders, key: [shop]}
                rejects: rejected
                """))
        .extracting(problem -> problem.replaceAll("(?s) \\[streams.invalid\\].*", ""))
        .containsExactly(
            "s.streams.yaml:9:14: there is no field 'shp' here",
            "s.streams.yaml:9:46: values of 'open' have no order; requires a field that is not of type boolean, got boolean",
            "s.streams.yaml:9:70: 'amount' is held against a value it can never have; requires a value of type number, got \"much\"",
            "s.streams.yaml:10:24: there is no field 'idd' here",
            "s.streams.yaml:10:38: a window of no length holds nothing; requires a duration above 0, got 0s",
            "s.streams.yaml:14:22: 'shop' is a field of the group or window already; requires a name of its own",
            "s.streams.yaml:14:32: 'sum' says nothing of 'shop'; requires a field that it can be asked of, got string",
            "s.streams.yaml:14:46: there is no function 'summ'",
            "s.streams.yaml:14:63: 'sum' does not say of which field; requires sum(field), got sum",
            "s.streams.yaml:14:71: there is no field 'amont' here",
            "s.streams.yaml:13:15: a window is of one kind; requires one of tumbling, hopping and session, got hopping and session",
            "s.streams.yaml:16:12: there is no field 'amount' here",
            "s.streams.yaml:17:36: windows hop too far or too little; requires at most the length of a window, and at least a thousandth of it, got 2h",
            "s.streams.yaml:19:29: there is no field 'shop' here",
            "s.streams.yaml:19:15: 'orders' is read as source 'orders' and written to; requires a topic that is not read");
  }

  @Test
  void otherSourcesAreHeldAgainstWhatTheyAreTakenFor() {
    assertThat(
            problems(
                """
                name: trades
                kafka: {brokers: "localhost:9092"}
                sources:
                  trades: {topic: trades, fields: {id: string, currency: string, amount: number}}
                  rates: {topic: rates, key: [currncy], fields: {currency: string, rate: number}}
                  orders: {topic: orders, fields: {id: string, trader: string}}
                  idle: {topic: idle, fields: {id: string}}
                from: trades
                steps:
                  - enrich: {from: orders, by: [id], take: {trader: trader}}
                  - join: {from: trades, by: [id], take: {x: id}, within: 1h}
                  - join: {from: orders, by: [amount], of: [id], take: {id: id, who: tradr}, within: 1h}
                  - join: {from: orders, by: [id, currency], of: [id], take: {whom: trader}, within: 1h}
                sink: {topic: out}
                rejects: rejected
                """))
        .extracting(problem -> problem.replaceAll("(?s) \\[streams.invalid\\].*", ""))
        .containsExactly(
            "s.streams.yaml:5:31: there is no field 'currncy' here",
            "s.streams.yaml:10:20: 'orders' has no key: it is a stream; requires a source with a key",
            "s.streams.yaml:11:18: 'trades' is what goes through the steps itself",
            "s.streams.yaml:12:45: 'amount' never equals 'id' of 'orders'; requires a field of type string, got number",
            "s.streams.yaml:12:61: 'id' is a field already; requires a name of its own",
            "s.streams.yaml:12:70: the source 'orders' has no field 'tradr'",
            "s.streams.yaml:13:50: it does not say which fields are held against [id]; requires 1 field, got 2",
            "s.streams.yaml:5:10: no step uses the source 'rates'",
            "s.streams.yaml:7:9: no step uses the source 'idle'");
  }

  @Test
  void placeholdersAreFilledFromPropertiesAndDefaults() {
    StreamsFile file =
        StreamsReader.read(
            "s.streams.yaml",
            """
            name: revenue
            kafka: {brokers: "{{brokers:localhost:9092}}", properties: {session.timeout.ms: 6000}}
            sources:
              orders: {topic: "{{shop.topic}}-in", fields: {id: string}}
            from: orders
            steps:
              - deduplicate: {by: [id], within: 1d}
            sink: {topic: "{{out:unique}}"}
            rejects: rejected
            """,
            Map.of("shop.topic", "orders"));

    assertThat(file.login().brokers()).isEqualTo("localhost:9092");
    assertThat(file.source().topic()).isEqualTo("orders-in");
    assertThat(file.sink().topic()).isEqualTo("unique");
    assertThat(file.properties()).containsEntry("session.timeout.ms", "6000");
  }
}
