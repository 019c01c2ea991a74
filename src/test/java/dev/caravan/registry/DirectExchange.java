package dev.caravan.registry;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.source.http.Authorization;
import dev.caravan.source.http.ConcurrencyBudget;
import dev.caravan.source.http.HttpCall;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.http.HttpReply;
import dev.caravan.source.http.HttpRequest;
import dev.caravan.source.http.HttpSystem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Sends calls with nothing between them and the server: no breaker, no second try. Thread-safe. */
public final class DirectExchange implements HttpExchange {
  private final HttpClient client = HttpClient.newHttpClient();

  /** A registry that is called like that. */
  public static SchemaRegistry registry(String address, Authorization authorization) {
    HttpSystem system = new HttpSystem("registry", new ConcurrencyBudget(2, ConcurrencyBudget.Share.ALL, Clock.systemUTC()), Clock.systemUTC());
    return new SchemaRegistry(address, system, authorization, new DirectExchange(), () -> true);
  }

  @Override
  public HttpReply send(HttpCall call) {
    HttpRequest signed = call.signed();
    java.net.http.HttpRequest.Builder request = java.net.http.HttpRequest.newBuilder(URI.create(signed.address())).method(signed.method(), java.net.http.HttpRequest.BodyPublishers.noBody());
    signed.headers().forEach(request::header);
    try {
      java.net.http.HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
      Map<String, String> headers = response.headers().map().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, header -> header.getValue().get(0)));
      return new HttpReply(response.statusCode(), headers, response.body(), Duration.ZERO).sound(call.request());
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.HTTP_UNREACHABLE, "The call failed: " + call, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CaravanException(ErrorCode.FLOW_STOPPED, "The call was interrupted: " + call, e);
    }
  }
}
