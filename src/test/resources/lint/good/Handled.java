import org.apache.camel.builder.RouteBuilder;

public class Handled extends RouteBuilder {
  @Override
  public void configure() {
    bindToRegistry("greeting", "hello");
    onException(IllegalStateException.class).handled(true).to("log:failed");

    from("timer:handled?period={{caravan.lease.renewal:5s}}").routeId("handled")
        .process(exchange -> exchange.getMessage().setBody("x"))
        .filter(exchange -> true).bean("greeting", "toString").end()
        .split(body().tokenize(",")).to("kamelet:lake-sink?dataset=shop/thing").end()
        .toD("log:${header.name}");
  }
}
