package dev.caravan.source.netsuite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetSuiteAccountTest {
  @ParameterizedTest
  @ValueSource(strings = {"1234567_SB1", "1234567-sb1", " 1234567-SB1 "})
  void eitherSpellingHasRealmAndHost(String spelled) {
    NetSuiteAccount account = NetSuiteAccount.of(spelled, "");

    assertThat(account.realm()).isEqualTo("1234567_SB1");
    assertThat(account.base()).isEqualTo("https://1234567-sb1.suitetalk.api.netsuite.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1234567.evil.example", "1234567/x", "1234567_SB1_2", "1234567 SB1"})
  void whatIsNoAccountIdGetsIntoNoHostName(String spelled) {
    refuses(() -> NetSuiteAccount.of(spelled, ""), "no account id", "1234567_SB1");
  }

  @Test
  void theBaseUrlOfAnotherAccountIsToldBeforeAnyCall() {
    refuses(() -> NetSuiteAccount.of("1234568_SB1", "https://1234567-sb1.suitetalk.api.netsuite.com"), "different accounts", "1234568-sb1", "Company Information");
    refuses(() -> NetSuiteAccount.of("1234567", "https://1234567-sb1.suitetalk.api.netsuite.com"), "different accounts");

    assertThat(NetSuiteAccount.of("1234567_SB1", "https://1234567-SB1.suitetalk.api.netsuite.com/").base()).isEqualTo("https://1234567-SB1.suitetalk.api.netsuite.com");
    assertThat(NetSuiteAccount.of("1234567_SB1", "http://127.0.0.1:8790").base()).isEqualTo("http://127.0.0.1:8790");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://host", "https://user@host", "https://host/path", "https://host?x=1", "host", "http://a b"})
  void aBaseUrlIsSchemeAndHost(String url) {
    refuses(() -> NetSuiteAccount.of("1234567", url), "base URL cannot be used", url);
  }

  private static void refuses(ThrowingCallable call, String... said) {
    assertThatThrownBy(call).isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NETSUITE_ACCOUNT)).hasMessageContainingAll(said);
  }
}
