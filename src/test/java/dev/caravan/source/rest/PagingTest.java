package dev.caravan.source.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.source.http.HttpReply;
import dev.caravan.source.http.HttpRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagingTest {
  private static final HttpRequest ASKED = HttpRequest.get("https://api.example.com/v1/items");
  private static final HttpReply REPLY = ScriptedApi.reply(200, Map.of(), "[]");

  private static Page page(String next) {
    return new Page(5, next, null, null, null);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "https://other.example.com/v1/items?page=2", "http://api.example.com/v1/items?page=2", "https://api.example.com:8443/v1/items?page=2",
    "//other.example.com/v1/items", "https://api.example.com@other.example.com/v1/items", "https://user:key@api.example.com/v1/items",
    "javascript:alert(1)", "https://api.example.com.other.example.com/", "ftp://api.example.com/v1/items"
  })
  void noLinkLeadsTheLoginElsewhere(String link) {
    assertThatThrownBy(() -> new Paging.Link("").next(null, ASKED, REPLY, page(link))).hasMessageContaining("[rest.link-elsewhere]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://API.example.com:443/v1/items?page=2&x=a%26b", "/v1/items?page=2&x=a%26b", "?page=2&x=a%26b", "items?page=2&x=a%26b"})
  void aLinkToTheSameServerIsFollowedHoweverItIsWritten(String link) {
    String at = new Paging.Link("").next(null, ASKED, REPLY, page(link)).orElseThrow();
    HttpRequest request = new Paging.Link("").request(ASKED, at);
    assertThat(request.address()).isEqualTo("https://api.example.com/v1/items");
    assertThat(request.queryText()).isEqualTo("page=2&x=a%26b");
  }

  @Test
  void recordsThatNoOffsetReachesStopTheRead() {
    assertThat(new Paging.Offset("offset", 11).next("5", ASKED, REPLY, page(null))).contains("10");
    assertThatThrownBy(() -> new Paging.Offset("offset", 10).next("5", ASKED, REPLY, page(null))).hasMessageContaining("[rest.paging]").hasMessageContaining("fewer than 10");
  }
}
