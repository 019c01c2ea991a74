package dev.caravan.runtime.api;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** A page that shows the description of the interface, and the description itself. */
final class ApiPage {
  static final String DESCRIPTION = "openapi/caravan-v1.yaml";
  private static final String PATH = "/api/";

  void serve(Router router) {
    router.get("/api").handler(ApiPage::page);
    router.get(PATH + "page.js").handler(call -> file(call, "text/javascript; charset=utf-8", "api/page.js"));
    router.get(PATH + "v1/openapi.yaml").handler(call -> file(call, "application/yaml; charset=utf-8", DESCRIPTION));
    router.get(PATH + "ui/*").handler(StaticHandler.create("META-INF/resources/webjars/swagger-ui/" + version()).setCachingEnabled(false));
  }

  private static void page(RoutingContext call) {
    if (call.normalizedPath().equals(PATH)) {
      file(call, "text/html; charset=utf-8", "api/index.html");
    } else {
      call.response().setStatusCode(303).putHeader("Location", PATH).end();
    }
  }

  private static void file(RoutingContext call, String mediaType, String resource) {
    call.response().putHeader("Content-Type", mediaType).end(text(resource));
  }

  static String description() {
    return text(DESCRIPTION);
  }

  private static String text(String resource) {
    try (InputStream in = ApiPage.class.getClassLoader().getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // The files of a WebJar stand in a folder of its version.
  private static String version() {
    try (InputStream in = ApiPage.class.getClassLoader().getResourceAsStream("META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
