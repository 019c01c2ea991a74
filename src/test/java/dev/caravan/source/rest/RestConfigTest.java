package dev.caravan.source.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RestConfigTest {
  private static RestConfig config() {
    return ScriptedApi.config();
  }

  @Test
  void parametersThatDoNotGoTogetherAreTold() {
    assertThatThrownBy(() -> config().setPaging("cursor").paging()).hasMessageContaining("[kamelet.parameter]").hasMessageContaining("`next`");
    assertThatThrownBy(() -> config().setIncrement("/changed").increment()).hasMessageContaining("only `increment`");
    assertThatThrownBy(() -> config().setSince("since").increment()).hasMessageContaining("only `since`");
    assertThatThrownBy(() -> config().setLogin("apiKey").login()).hasMessageContaining("neither");
    assertThatThrownBy(() -> config().setLogin("apiKey").setKeyHeader("X-Key").setKeyParameter("key").login()).hasMessageContaining("both");
    assertThatThrownBy(() -> config().setLogin("oauth2").login()).hasMessageContaining("tokenUrl");
    assertThatThrownBy(() -> config().setDeletes("snapshot").tombstones()).hasMessageContaining("[kamelet.parameter]").hasMessageContaining("`key`");
    assertThatThrownBy(() -> config().setDeletes("snapshot").setKey("id").setIncrement("/changed").setSince("since").tombstones()).hasMessageContaining("without `increment`");
  }

  @Test
  void whatCannotBeReadIsToldAtOnce() {
    assertThatThrownBy(() -> config().setRecords("items")).hasMessageContaining("JSON pointer");
    assertThatThrownBy(() -> config().setQuery("limit")).hasMessageContaining("name=value");
    assertThatThrownBy(() -> config().setUrl("ftp://example.com/x")).hasMessageContaining("'url'");
    assertThatThrownBy(() -> config().setUrl("https://user:password@example.com/x")).hasMessageContaining("without user");
  }

  @Test
  void aUrlMayHaveAQueryAndParametersComeBehindIt() {
    assertThat(config().setUrl("https://API.example.com:443/v1/items?a=b%20c&d").setQuery("limit=10, e=f").request())
        .satisfies(request -> {
          assertThat(request.address()).isEqualTo("https://api.example.com/v1/items");
          assertThat(request.queryText()).isEqualTo("a=b%20c&d=&limit=10&e=f");
        });
  }

  @Test
  void secretsStandBelowTheNameOfTheSystemUnlessAnotherIsGiven() {
    assertThat(config().credentials()).isEqualTo("test");
    assertThat(config().setCredentials("shop/reader").credentials()).isEqualTo("shop/reader");
  }
}
