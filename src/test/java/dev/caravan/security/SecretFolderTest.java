package dev.caravan.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFolderTest extends SecretStoreContract {
  @TempDir private Path root;

  @Override
  protected SecretStore store() {
    return new SecretFolder(root.resolve("secrets"));
  }

  @Override
  protected void put(String path, String value) throws IOException {
    Files.createDirectories(root.resolve("secrets"));
    Files.writeString(root.resolve("secrets").resolve(path), value);
  }

  @Test
  void takesOneLineEndAway() throws IOException {
    put("a", "tiger\n");
    put("b", "tiger\r\n");
    put("c", "tiger\n\n");

    assertThat(store().read("a").reveal()).isEqualTo("tiger");
    assertThat(store().read("b").reveal()).isEqualTo("tiger");
    assertThat(store().read("c").reveal()).isEqualTo("tiger\n");
  }

  @Test
  void aMissingFileIsToldWithTheNearestThereIs() throws IOException {
    Files.createDirectories(root.resolve("secrets/shop"));
    put("shop/password", "tiger");

    refuses(() -> store().read("shop/pasword"), ErrorCode.SECRET_MISSING, "Did you mean 'shop/password'?");
    refuses(() -> store().read("shpo/password"), ErrorCode.SECRET_MISSING, "Did you mean 'shop/password'?");
    assertThatThrownBy(() -> store().read("shop/pass")).as("another secret is no slip").hasMessageEndingWith("caravan.secrets.folder.");
    refuses(() -> new SecretFolder(root.resolve("none")).read("shop/password"), ErrorCode.SECRET_MISSING, "caravan.secrets.folder");
  }

  @Test
  void aNameDoesNotLeadOutOfTheFolder() throws IOException {
    put("a", "tiger");
    Files.writeString(root.resolve("outside"), VALUE);

    refuses(() -> store().read("../outside"), ErrorCode.SECRET_NAME, "leads out");
    refuses(() -> store().read(root.resolve("outside").toString()), ErrorCode.SECRET_NAME, "leads out");
    refuses(() -> store().read("a\u0000b"), ErrorCode.SECRET_NAME, "leads out");
  }

  @Test
  void followsTheLinksByWhichKubernetesSwapsVersions() throws IOException {
    put("a", "unused");
    Path versions = Files.createDirectories(root.resolve("secrets/..2026_01"));
    Files.writeString(versions.resolve("token"), "tiger");
    Files.createSymbolicLink(root.resolve("secrets/..data"), Path.of("..2026_01"));
    Files.createSymbolicLink(root.resolve("secrets/token"), Path.of("..data/token"));

    assertThat(store().read("token").reveal()).isEqualTo("tiger");
  }
}
