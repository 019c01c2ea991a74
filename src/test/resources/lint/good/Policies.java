import org.apache.camel.builder.RouteConfigurationBuilder;

public class Policies extends RouteConfigurationBuilder {
  @Override
  public void configuration() {
    routeConfiguration("from-java").onException(Exception.class).handled(true).to("log:failed");
  }

  @Override
  public void configure() {
    from("timer:by-java").routeId("by-java").routeConfigurationId("from-java").to("log:ticks");
  }
}
