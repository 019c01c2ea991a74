package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.ErrorCode;
import dev.caravan.source.FlowProgress;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Flows that wait for others, Kamelets of a folder, and what every runtime is set to. */
@Timeout(60)
class RunningTogetherTest {
  @TempDir Path folder;
  private Workplace place;

  @BeforeEach
  void prepare() {
    place = new Workplace(folder).set("caravan.retry.attempts", "0");
  }

  private void flowAfterRates(String... stepsOfRates) throws Exception {
    place.flow("rates", stepsOfRates);
    String after = Workplace.flowText("orders", "", "- to: {uri: \"kamelet:enrich-action\", parameters: {with: test/rates, \"on\": currency=code, take: rate, missing: reject}}");
    place.route("orders.camel.yaml", after.replace("schedule: 100ms", "schedule: 100ms\n        after: rates"));
    place.deliver("orders/a.csv", "id,currency\n1,EUR\n");
    place.deliver("rates/a.csv", "code,rate\nEUR,1.5\n");
  }

  @Test
  void aFlowWaitsForAnotherAndSeesWhatItLanded() throws Exception {
    flowAfterRates();

    Map<String, FlowProgress> flows = place.once();

    assertThat(flows.get("orders").problem()).isNull();
    assertThat(flows.get("orders").counts().landed()).isEqualTo(1);
  }

  @Test
  void aFlowDoesNotStartWhenTheOneBeforeItFailed() throws Exception {
    place.route("beans.camel.yaml", "- beans:\n    - name: failing\n      type: dev.caravan.runtime.FailingStep\n");
    flowAfterRates("- bean: {ref: failing, method: pass}");

    Map<String, FlowProgress> flows = place.once();

    assertThat(flows.get("orders").state()).isEqualTo(FlowProgress.State.FAILED);
    assertThat(flows.get("orders").problem().code()).isEqualTo(ErrorCode.FLOW_UPSTREAM);
    assertThat(place.unfinished("orders")).isEmpty();
  }

  @Test
  void aStepThatHandsItsWorkToAnotherThreadIsWaitedFor() throws Exception {
    place.flow("orders", "- delay: {constant: \"1000\", asyncDelayed: true}");
    place.deliver("orders/a.csv", "id\n1\n");

    FlowProgress orders = place.once().get("orders");

    assertThat(orders.problem()).isNull();
    assertThat(orders.counts().landed()).isEqualTo(1);
  }

  @Test
  void aKameletOfTheFolderComesBeforeThePackagedOne() throws Exception {
    String packaged = Files.readString(Path.of("kamelets/filter-action.kamelet.yaml"));
    int template = packaged.indexOf("  template:");
    place.kamelet(
        "filter-action",
        packaged.substring(0, template) + "  template:\n    from:\n      uri: kamelet:source\n      steps:\n        - setProperty: {name: mine, constant: \"true\"}\n");
    place.flow("orders", "- to: {uri: \"kamelet:filter-action\", parameters: {where: \"false\"}}");
    place.deliver("orders/a.csv", "id\n1\n");

    assertThat(place.once().get("orders").counts().landed()).as("the packaged one would have filtered it").isEqualTo(1);
  }

  @Test
  void theSettingsThatCamelNeedsAreInPlace() throws Exception {
    place.flow("orders");
    Files.createDirectories(place.inbox("orders"));
    place.once(
        runtime -> {
          var properties = runtime.camel().getPropertiesComponent();
          assertThat(properties.resolveProperty("camel.main.autoConfigurationLogSummary")).hasValue("false");
          Object http = runtime.camel().getComponent("http");
          assertThat(http).hasFieldOrPropertyWithValue("automaticRetriesDisabled", true);
          for (String breaker : List.of("caravanBreaker", "dependencies")) {
            assertThat(runtime.camel().getRegistry().lookupByName(breaker)).as(breaker).isNotNull();
          }
          assertThat(routesInJmx()).anyMatch(name -> name.contains("lake-sink"));
        });
  }

  private static List<String> routesInJmx() {
    try {
      return ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName("org.apache.camel:type=routes,*"), null).stream()
          .map(ObjectName::toString)
          .toList();
    } catch (javax.management.MalformedObjectNameException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theOneHttpPortIsOpenOnTheLoopbackAddressOnly() throws Exception {
    place.set("caravan.http.enabled", "true").set("caravan.http.port", "0");
    place.flow("orders");
    Files.createDirectories(place.inbox("orders"));
    try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      int port = runtime.httpPort();
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 2000);
      }
      for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        for (InetAddress address : Collections.list(card.getInetAddresses())) {
          if (!address.isLoopbackAddress()) {
            assertThatThrownBy(
                    () -> {
                      try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(address, port), 500);
                      }
                    })
                .as("%s", address)
                .isInstanceOf(java.io.IOException.class);
          }
        }
      }
    }
  }

  @Test
  void noClientOfABucketIsMadeWhileNoFlowGoesToOne() throws Exception {
    place.flow("orders");
    place.deliver("orders/a.csv", "id\n1\n");

    Map<String, FlowProgress> flows = place.once(runtime -> assertThat(runtime.camel().hasComponent("aws2-s3")).isNull());

    assertThat(flows.get("orders").counts().landed()).isEqualTo(1);
  }
}
