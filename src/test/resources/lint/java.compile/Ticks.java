import org.apache.camel.builder.RouteBuilder;

public class Ticks extends RouteBuilder {
  @Override
  public void configure() {
    from("timer:ticks").routeId("ticks").too("log:ticks")
    String more = 1;
  }
}
