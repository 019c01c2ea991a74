import org.apache.camel.builder.RouteBuilder;

public class Alarm extends RouteBuilder {
  @Override
  public void configure() {
    from("timer:alarm?period=1h").routeId("alarm").log("still here");
  }
}
