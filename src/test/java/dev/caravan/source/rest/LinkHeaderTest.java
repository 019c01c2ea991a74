package dev.caravan.source.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinkHeaderTest {
  @Test
  void findsALinkByItsRelation() {
    String header = "<https://a.example/x?page=1>; rel=\"previous\", <https://a.example/x?ids=1,2;3&page=3>; title=\"a, b\"; REL=\"last Next\"";
    assertThat(LinkHeader.target(header, "next")).contains("https://a.example/x?ids=1,2;3&page=3");
    assertThat(LinkHeader.target(header, "previous")).contains("https://a.example/x?page=1");
    assertThat(LinkHeader.target("</x?page=2>;rel=next", "next")).contains("/x?page=2");
  }

  @Test
  void otherRelationsAreNone() {
    assertThat(LinkHeader.target("<https://a.example/x>; rel=\"nextish\", <https://a.example/next>; title=\"next\"", "next")).isEmpty();
    assertThat(LinkHeader.target(null, "next")).isEmpty();
    assertThat(LinkHeader.target("nonsense", "next")).isEmpty();
  }

  @Test
  void severalHeadersReadAsOne() {
    assertThat(LinkHeader.target("[<https://a.example/p>; rel=\"prev\", <https://a.example/n>; rel=\"next\"]", "next")).contains("https://a.example/n");
  }
}
