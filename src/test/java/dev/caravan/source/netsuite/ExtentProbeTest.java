package dev.caravan.source.netsuite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.catalog.SettableClock;
import dev.caravan.source.http.Authorization;
import dev.caravan.source.http.ConcurrencyBudget;
import dev.caravan.source.http.HttpCall;
import dev.caravan.source.http.HttpReply;
import dev.caravan.source.http.HttpSystem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExtentProbeTest {
  private static final Extent FORTY = new Extent("1", "90", 40, 0, 0, "2026-11-22 06:00:00");

  private final List<String> asked = new ArrayList<>();
  private boolean timeBesideRows = true;
  private boolean rows = true;

  private ExtentProbe probe(String modified) {
    SettableClock clock = new SettableClock();
    HttpSystem system = new HttpSystem("test", new ConcurrencyBudget(5, ConcurrencyBudget.Share.ALL, clock), clock);
    SuiteQl suiteQl = new SuiteQl(NetSuiteAccount.of("1234567", ""), system, this::answer, Authorization.NONE, () -> true);
    return new ExtentProbe(suiteQl, new KeyedQuery(SelectStatement.parse("SELECT id FROM customer"), modified, List.of("id")));
  }

  private HttpReply answer(HttpCall call) {
    String body = new String(call.request().body(), StandardCharsets.UTF_8);
    boolean ofTime = body.contains("SYSTIMESTAMP");
    boolean ofRows = body.contains("COUNT(*)");
    asked.add(ofTime && ofRows ? "both" : ofTime ? "time" : "rows");
    if (ofRows && (!rows || ofTime && !timeBesideRows)) {
      return reply(400, "{\"o:errorDetails\":[{\"detail\":\"Invalid or unsupported search\",\"o:errorCode\":\"INVALID_PARAMETER\"}]}");
    }
    String extent = ofRows ? "\"lowest\":\"1\",\"highest\":\"90\",\"counted\":\"40\",\"keyless\":\"0\",\"texts\":\"0\"" : "";
    String time = ofTime ? "\"now\":\"2026-11-22 06:00:00\"" : "";
    return reply(200, "{\"items\":[{" + extent + (ofRows && ofTime ? "," : "") + time + "}],\"hasMore\":false}");
  }

  private static HttpReply reply(int status, String body) {
    return new HttpReply(status, Map.of(), body.getBytes(StandardCharsets.UTF_8), Duration.ofMillis(5));
  }

  @Test
  void oneCallTellsBoth() {
    assertThat(probe("lastmodifieddate").ask(null, null)).isEqualTo(FORTY);
    assertThat(asked).containsExactly("both");
  }

  @Test
  void anAccountThatRefusesThatIsAskedInTwoCallsFromThenOn() {
    timeBesideRows = false;
    ExtentProbe probe = probe("lastmodifieddate");

    assertThat(probe.ask(null, null)).isEqualTo(FORTY);
    assertThat(asked).containsExactly("both", "time", "rows");
    assertThat(probe.ask("2026-11-22 05:00:00", null)).isEqualTo(FORTY);
    assertThat(asked).containsExactly("both", "time", "rows", "time", "rows");
  }

  @Test
  void aQueryThatIsRefusedByItselfIsToldWithoutTheTimeAndSettlesNothing() {
    rows = false;
    ExtentProbe probe = probe("lastmodifieddate");

    assertThatThrownBy(() -> probe.ask(null, null))
        .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NETSUITE_QUERY))
        .hasMessageNotContaining("SYSTIMESTAMP");
    rows = true;
    assertThat(probe.ask(null, null)).isEqualTo(FORTY);
    assertThat(asked).containsExactly("both", "time", "rows", "both");
  }

  @Test
  void theTimeIsNotAskedForWhenNothingEndsWithIt() {
    assertThat(probe("lastmodifieddate").ask(null, "2026-11-22 05:00:00").now()).isNull();
    assertThat(probe(null).ask(null, null).now()).isNull();
    assertThat(asked).containsExactly("rows", "rows");
  }
}
