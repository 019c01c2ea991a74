import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.builder.RouteBuilder;

public class Listed extends RouteBuilder {
  @Override
  public void configure() throws Exception {
    from(Files.readString(Path.of("no-such-file.txt"))).routeId("listed").to("log:listed");
  }
}
