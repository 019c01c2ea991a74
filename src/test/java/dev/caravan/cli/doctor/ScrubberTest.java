package dev.caravan.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever form a secret stands in, it is taken out; what helps to understand stays. */
class ScrubberTest {
  private final Scrubber scrubber = new Scrubber(Set.of("hunter2", "hunter2-longer"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password=SESAME",
        "\"password\" : \"SESAME\"",
        "clientSecret: SESAME,",
        "X-Api-Key: SESAME",
        "caravan.s3.access-key = SESAME",
        "Authorization: OAuth realm=\"1\", oauth_token=SESAME",
        "Cookie: session=SESAME; other=SESAME",
        "was sent with Bearer SESAMESESAME",
        "http://user:SESAME@host/path",
        "jdbc:postgresql://host/db?user=a&password=SESAME&ssl=true",
        "jdbc:h2:file:x;PASSWORD=SESAME",
        "assertion eyJhbGciOiJub25l.SESAMESESAME.SESAME",
      })
  void aSecretIsTakenOutByItsPlace(String text) {
    assertThat(scrubber.scrub("before " + text + "\nafter")).doesNotContain("SESAME").startsWith("before ").contains("****").endsWith("after");
  }

  @Test
  void aKnownSecretIsTakenOutWhereverItStands() {
    assertThat(scrubber.scrub("it said hunter2-longer, then <hunter2>")).isEqualTo("it said ****, then <****>");
  }

  @Test
  void whatIsNoSecretStays() {
    String text = "Flow orders stopped (transient by rule network): Connection refused: 127.0.0.1:9 [sink.target-unavailable]; 3 tokens, key id, 12:01:02";
    assertThat(scrubber.scrub(text)).isEqualTo(text);
  }
}
