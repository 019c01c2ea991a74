package dev.caravan.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is set comes back; nothing of it can be seen, changed or lost on the way. */
class EncryptedFileTest {
  private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);
  private static final Secret TIGER = new Secret("tiger-€-\u0000-8731");

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("secrets/secrets.enc");
  }

  private Path key() {
    return folder.resolve("home/secrets.key");
  }

  private EncryptedFile store() {
    return new EncryptedFile(file(), new StoreKey.InFile(key()), CLOCK);
  }

  private EncryptedFile store(String passphrase) {
    return new EncryptedFile(file(), new StoreKey.Passphrase(new Secret(passphrase)), CLOCK);
  }

  @Test
  void givesBackWhatWasSetAndListsItWithoutItsValue() {
    store().set("shop/db.password", TIGER);

    assertThat(store().read("shop/db.password").reveal()).isEqualTo(TIGER.reveal());
    assertThat(store().list()).containsExactly(new EncryptedFile.Entry("shop/db.password", 1, CLOCK.instant()));
  }

  @Test
  void countsVersionsAndForgetsTheOldValue() {
    store().set("token", new Secret("old"));

    assertThat(store().rotate("token", new Secret("new"))).isEqualTo(2);

    assertThat(store().read("token").reveal()).isEqualTo("new");
    assertThat(store().list()).singleElement().extracting(EncryptedFile.Entry::version).isEqualTo(2);
  }

  @Test
  void refusesToSetTwiceToRotateNothingAndToRemoveNothing() {
    store().set("token", TIGER);

    refused(() -> store().set("token", TIGER), ErrorCode.SECRET_EXISTS, "caravan secret rotate token");
    refused(() -> store().rotate("tokn", TIGER), ErrorCode.SECRET_MISSING, "Did you mean 'token'?");
    refused(() -> store().remove("other"), ErrorCode.SECRET_MISSING, "caravan secret set other");
    refused(() -> store().set("a name", TIGER), ErrorCode.SECRET_NAME, "letters, digits");
  }

  @Test
  void removes() {
    store().set("token", TIGER);
    store().remove("token");

    assertThat(store().list()).isEmpty();
    refused(() -> store().read("token"), ErrorCode.SECRET_MISSING, "caravan secret set token");
  }

  @Test
  void neitherValueNorNameCanBeReadInTheFolder() throws IOException {
    store().set("recognisable-name", new Secret("recognisable-value"));

    try (var files = Files.walk(folder)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(each, StandardCharsets.ISO_8859_1)).as(each.toString()).doesNotContain("recognisable");
      }
    }
  }

  @Test
  void onlyTheOwnerMayReadAnyOfItsFiles() throws IOException {
    store().set("token", TIGER);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key()))).isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file()))).isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent()))).isEqualTo("rwx------");
  }

  @Test
  void refusesAKeyFileThatOthersMayRead() throws IOException {
    store().set("token", TIGER);
    Files.setPosixFilePermissions(key(), PosixFilePermissions.fromString("rw-r-----"));

    refused(() -> store().read("token"), ErrorCode.SECRET_KEY, "chmod 600");
  }

  @Test
  void makesNoNewKeyBesideSecretsThatAnotherOneSealed() throws IOException {
    store().set("token", TIGER);
    Files.delete(key());

    refused(() -> store().read("token"), ErrorCode.SECRET_KEY, "There is no key file");
    refused(() -> store().set("other", TIGER), ErrorCode.SECRET_KEY, "There is no key file");
    assertThat(key()).doesNotExist();
  }

  @Test
  void aChangedBitIsSeen() throws IOException {
    store().set("token", TIGER);
    String text = Files.readString(file());
    int place = text.indexOf("\"sealed\" : \"") + 20;
    char other = text.charAt(place) == 'A' ? 'B' : 'A';
    Files.writeString(file(), text.substring(0, place) + other + text.substring(place + 1));

    refused(() -> store().read("token"), ErrorCode.SECRET_KEY, "it was changed");
  }

  @Test
  void aPassphraseOpensWhatItSealedAndNoOtherDoes() {
    store("correct horse").set("token", TIGER);

    assertThat(store("correct horse").read("token").reveal()).isEqualTo(TIGER.reveal());
    refused(() -> store("battery staple").read("token"), ErrorCode.SECRET_KEY, "the key is not the one");
    refused(() -> store().read("token"), ErrorCode.SECRET_KEY, "requires a passphrase, got a key file");
  }

  @Test
  void theCostOfAPassphraseCannotBeLowered() throws IOException {
    store("correct horse").set("token", TIGER);
    Files.writeString(file(), Files.readString(file()).replace("600000", "100000"));

    refused(() -> store("correct horse").read("token"), ErrorCode.SECRET_KEY, "it was changed");
    Files.writeString(file(), Files.readString(file()).replace("100000", "1"));
    refused(() -> store("correct horse").read("token"), ErrorCode.SECRET_KEY, "has not the form");
  }

  @Test
  void aFileCutInHalfIsToldWithoutQuotingIt() throws IOException {
    store().set("token", TIGER);
    String text = Files.readString(file());
    Files.writeString(file(), text.substring(0, text.length() / 2));

    refused(() -> store().read("token"), ErrorCode.SECRET_KEY, "cannot be opened");
  }

  @Test
  void writersAtTheSameTimeLoseNothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String name = "secret-" + i;
      done.add(threads.submit(() -> store().set(name, new Secret(name))));
    }
    for (Future<?> each : done) {
      each.get();
    }
    threads.shutdown();

    assertThat(store().list()).hasSize(20);
    assertThat(store().read("secret-13").reveal()).isEqualTo("secret-13");
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, ErrorCode code, String said) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(said)
        .hasMessageNotContaining(TIGER.reveal());
  }
}
