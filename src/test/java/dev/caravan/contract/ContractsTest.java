package dev.caravan.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractsTest {
  @TempDir Path folder;
  @TempDir Path packagedFolder;
  private Contracts contracts;

  @BeforeEach
  void writeContracts() throws IOException {
    write(folder.resolve("retail/order.odcs.yaml"), contract("1.0.0", "order"));
    write(folder.resolve("retail/shop.odcs.yaml"), contract("1.0.0", "customer", "product"));
    Path packaged = packagedFolder.resolve("packaged.jar");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(packaged))) {
      for (String directory :
          List.of("caravan/", "caravan/contracts/", "caravan/contracts/retail/")) {
        jar.putNextEntry(new JarEntry(directory));
      }
      for (String name : List.of("order", "currency")) {
        jar.putNextEntry(new JarEntry("caravan/contracts/retail/" + name + ".odcs.yaml"));
        jar.write(contract("0.9.0", name).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
    }
    contracts =
        new Contracts(
            List.of(folder, folder.resolve("absent")),
            new URLClassLoader(new URL[] {packaged.toUri().toURL()}, null));
  }

  @Test
  void findsAContractInAFolderBeforeTheClassPath() {
    assertThat(contracts.contract("retail/order").version()).isEqualTo("1.0.0");
    assertThat(contracts.dataset("retail/order").contract()).isEqualTo("retail/order");
    assertThat(contracts.contract("retail/currency").version()).isEqualTo("0.9.0");
    assertThat(contracts.contract("retail/order")).isSameAs(contracts.contract("retail/order"));
  }

  @Test
  void namesASchemaObjectBehindTheMark() {
    assertThat(contracts.dataset("retail/shop#product").name()).isEqualTo("product");
    assertThat(contracts.dataset("retail/shop#product").contract())
        .isEqualTo("retail/shop#product");
    assertThatThrownBy(() -> contracts.dataset("retail/shop"))
        .hasMessage(
            "the contract 'retail/shop' does not say which schema object is meant; requires one schema object, got customer, product [contract.not-found]\n"
                + "    next: Write retail/shop#customer, for instance.");
    assertThatThrownBy(() -> contracts.dataset("retail/shop#produkt"))
        .hasMessage(
            "the contract 'retail/shop' has no schema object 'produkt' [contract.not-found]\n    next: did you mean 'product'?");
  }

  @Test
  void tellsTheNearestNameAndWhereItLooked() {
    assertThat(contracts.names()).containsExactly("retail/currency", "retail/order", "retail/shop");
    assertThatThrownBy(() -> contracts.contract("retail/ordre"))
        .isInstanceOfSatisfying(
            CaravanException.class,
            exception -> assertThat(exception.code()).isEqualTo(ErrorCode.CONTRACT_NOT_FOUND))
        .hasMessage(
            "there is no contract 'retail/ordre'; looked in "
                + folder
                + ", "
                + folder.resolve("absent")
                + ", classpath:caravan/contracts/ [contract.not-found]\n    next: did you mean 'retail/order'?");
  }

  @Test
  void aNameDoesNotLeadOutOfTheFolders() throws IOException {
    write(folder.resolveSibling("outside.odcs.yaml"), contract("1.0.0", "outside"));
    assertThatThrownBy(() -> contracts.contract("../outside"))
        .hasMessageStartingWith("there is no contract '../outside'");
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String contract(String version, String... objects) {
    StringBuilder text =
        new StringBuilder(
            "apiVersion: v3.1.0\nkind: DataContract\nid: x\nversion: "
                + version
                + "\nstatus: active\nschema:\n");
    for (String object : objects) {
      text.append("  - name: ")
          .append(object)
          .append("\n    properties: [{name: id, logicalType: string}]\n");
    }
    return text.toString();
  }
}
