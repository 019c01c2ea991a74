import org.apache.camel.builder.RouteBuilder;

public class Orders extends RouteBuilder {
  @Override
  public void configure() {
    bindToRegistry("known", new Object());

    from("kamelet:file-source?path=in&delimeter=;")
        .filter(simple("${body} != null"))
          .to("kamelet:enrich-action?calculate=RAW(a = replace(b, '&', '+') as VARCHAR)")
          .to("kamelet:normalize-action?contract=shop/no-such")
        .end()
        .bean("known")
        .bean("unknown")
        .to("kamelet:lake-snik?dataset=shop/order");

    from("timer:ticks?repeatCount=abc&perod=5s").routeId("ticks")
        .choice()
          .when(header("x").isEqualTo("1")).to("nosuch:thing")
          .otherwise().to("direct:{{no.such.property}}")
        .end()
        .process(exchange -> exchange.getMessage().setBody("x"))
        .to("log:ticks");

    from("timer:tacks").routeId("ticks").routeConfigurationId("ingets").to("log:tacks");

    from("direct:tocks").to("log:tocks");

    // caravan-lint: off route.no-error-policy
    from("timer:quiet").routeId("quiet").to("log:quiet");
  }
}
