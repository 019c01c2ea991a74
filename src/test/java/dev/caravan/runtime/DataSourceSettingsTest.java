package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.Credential;
import dev.caravan.catalog.DataSources;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledgers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSourceSettingsTest {
  private static final String URL = "jdbc:postgresql://db.example/shop";
  @TempDir private Path folder;

  @Test
  void readsADatabaseFromPropertiesAndItsPasswordFromTheEnvironment() {
    CaravanConfig config =
        new ConfigSources()
            .environment(Map.of("SHOP_SECRET", "hidden"))
            .commandLine(
                Map.of(
                    "caravan.datasource.shop.url", URL,
                    "caravan.datasource.shop.user", "caravan",
                    "caravan.datasource.shop.password-env", "SHOP_SECRET"))
            .read();

    DataSources.Config shop = config.dataSources().get("shop");
    assertThat(shop.url()).isEqualTo(URL);
    assertThat(shop.user()).isEqualTo("caravan");
    assertThat(shop.password().get().reveal()).isEqualTo("hidden");
  }

  @Test
  void readsADatabaseWhollyFromTheEnvironment() {
    CaravanConfig config =
        new ConfigSources()
            .environment(Map.of("CARAVAN_DATASOURCE_ORDERS_DB_URL", URL, "CARAVAN_DATASOURCE_ORDERS_DB_PASSWORD", "hidden"))
            .read();

    assertThat(config.dataSources().get("orders-db").url()).isEqualTo(URL);
    assertThat(config.dataSources().get("orders-db").password().get().reveal()).isEqualTo("hidden");
  }

  @Test
  void readsTheSecretThatIsNamedAtEachUse() throws Exception {
    Path secrets = Files.createDirectories(folder.resolve("secrets"));
    Files.writeString(secrets.resolve("shop"), "first");
    CaravanConfig config =
        new ConfigSources()
            .environment(Map.of("CARAVAN_DATASOURCE_SHOP_PASSWORD_FROM", "files:shop"))
            .commandLine(
                Map.of(
                    "caravan.data", folder.resolve("data").toString(),
                    "caravan.datasource.shop.url", URL,
                    "caravan.secrets.folder", secrets.toString(),
                    "caravan.secrets.cache", "0s"))
            .read();
    Credential password = config.dataSources().get("shop").password();
    assertThatThrownBy(password::get).as("there is no audit yet").hasMessageContaining("[secret.unaudited]");

    try (JdbcLedger ledger = Ledgers.open(config.ledger(), Clock.systemUTC())) {
      config.secrets().audit(ledger);
      assertThat(password.get().reveal()).isEqualTo("first");
      Files.writeString(secrets.resolve("shop"), "second");
      assertThat(password.get().reveal()).isEqualTo("second");
    }
  }

  @Test
  void tellsPasswordsToNobody() {
    CaravanConfig config =
        new ConfigSources()
            .commandLine(Map.of("caravan.datasource.shop.url", URL, "caravan.datasource.shop.password", "hidden"))
            .read();

    assertThat(config.toString()).doesNotContain("hidden");
    assertThat(config.camel()).containsEntry("caravan.datasource.shop.url", URL).doesNotContainValue("hidden");
  }

  @Test
  void refusesKeysItDoesNotKnowWithTheNearest() {
    assertThatThrownBy(() -> read(Map.of("caravan.datasource.shop.url", URL, "caravan.datasource.shop.pasword", "hidden")))
        .hasMessageContaining("There is no property 'caravan.datasource.shop.pasword' [config.unknown-key]")
        .hasMessageContaining("Did you mean 'caravan.datasource.shop.password'?")
        .hasMessageNotContaining("hidden");
    assertThatThrownBy(() -> read(Map.of("caravan.datasource.url", URL))).hasMessageContaining("[config.unknown-key]");
    assertThatThrownBy(() -> read(Map.of("caravan.datasource.My_Shop.url", URL)))
        .hasMessageContaining("lower-case letters, digits and single dashes");
    assertThatThrownBy(() -> read(Map.of("caravan.datasorce.shop.url", URL))).hasMessageContaining("[config.unknown-key]");
  }

  @Test
  void refusesADatabaseThatCannotBeReachedAsConfigured() {
    assertThatThrownBy(() -> read(Map.of("caravan.datasource.shop.user", "x")))
        .hasMessageContaining("The data source 'shop' has no address; requires caravan.datasource.shop.url");
    assertThatThrownBy(() -> read(Map.of("caravan.datasource.shop.url", "postgresql://db"))).hasMessageContaining("requires an address of JDBC");
    assertThatThrownBy(() -> read(Map.of("caravan.datasource.shop.url", URL, "caravan.datasource.shop.password-env", "NO_SUCH")))
        .hasMessageContaining("requires a variable NO_SUCH");
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "caravan.datasource.shop.url", URL,
                        "caravan.datasource.shop.password", "hidden",
                        "caravan.datasource.shop.password-env", "HOME")))
        .hasMessageContaining("has more than one password; requires one of password, password-env and password-from, got password, password-env")
        .hasMessageNotContaining("hidden");
  }

  @Test
  void refusesPasswordsInAddressesWithoutShowingThem() {
    for (String url : new String[] {URL + "?password=hidden", "jdbc:h2:./x;PASSWORD=hidden", "jdbc:mysql://me:hidden@db/shop"}) {
      assertThatThrownBy(() -> read(Map.of("caravan.datasource.shop.url", url)))
          .hasMessageContaining("holds a password")
          .hasMessageContaining("caravan.datasource.shop.password-env")
          .hasMessageNotContaining("hidden");
    }
  }

  @Test
  void routesFindADatabaseByItsName() throws Exception {
    try (CaravanRuntime runtime = runtime("shop")) {
      runtime.start();

      javax.sql.DataSource shop = runtime.camel().getRegistry().lookupByNameAndType("shop", javax.sql.DataSource.class);
      try (Connection connection = shop.getConnection()) {
        assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("H2");
      }
    }
  }

  @Test
  void aDatabaseCannotTakeThePlaceOfAPart() throws Exception {
    try (CaravanRuntime runtime = runtime("ledger")) {
      assertThatThrownBy(runtime::start)
          .isInstanceOf(CaravanException.class)
          .hasMessageContaining("The data source 'ledger' has the name of a part of Caravan")
          .hasMessageContaining("caravan.datasource.ledger-db.url");
    }
  }

  private CaravanRuntime runtime(String dataSource) throws Exception {
    Path route =
        Files.writeString(
            folder.resolve("tick.camel.yaml"),
            """
            - route:
                id: tick
                from:
                  uri: timer:tick
                  parameters: {repeatCount: 1}
                  steps:
                    - to: log:tick?level=OFF
            """);
    CaravanConfig config =
        new ConfigSources()
            .classPath()
            .commandLine(
                Map.of(
                    "caravan.data", folder.resolve("data").toString(),
                    "caravan.datasource." + dataSource + ".url", "jdbc:h2:mem:"))
            .read();
    return new CaravanRuntime(config, new RouteSelection(null, java.util.List.of(route)), CaravanRuntime.Mode.ONCE);
  }

  private static void read(Map<String, String> properties) {
    new ConfigSources().commandLine(properties).read();
  }
}
