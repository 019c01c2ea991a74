package dev.caravan.runtime.door;

import dev.caravan.CaravanException;
import dev.caravan.security.TlsFiles;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLOptions;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Vert.x whose HTTP servers speak TLS, and take new certificates while they run. Camel makes its server by the Vert.x
 * that it finds; by itself it can neither ask callers for certificates nor read other files later. Thread-safe.
 */
public final class TlsVertx implements InvocationHandler {
  private static final Logger LOG = LoggerFactory.getLogger(TlsVertx.class);
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");

  private final Vertx vertx;
  private final TlsFiles files;
  private final Duration look;

  private TlsVertx(Vertx vertx, TlsFiles files, Duration look) {
    this.vertx = vertx;
    this.files = files;
    this.look = look;
  }

  /** @param look how often the files are looked at for new ones */
  public static Vertx over(Vertx vertx, TlsFiles files, Duration look) {
    return (Vertx) Proxy.newProxyInstance(TlsVertx.class.getClassLoader(), new Class<?>[] {VertxInternal.class}, new TlsVertx(vertx, files, look));
  }

  @Override
  public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
    boolean serves = method.getName().equals("createHttpServer") && arguments != null && arguments.length == 1;
    if (serves) {
      secure((HttpServerOptions) arguments[0]);
    }
    try {
      Object made = method.invoke(vertx, arguments);
      if (serves) {
        watch((HttpServer) made);
      }
      return made;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private void secure(HttpServerOptions options) {
    options.setSsl(true).setEnabledSecureTransportProtocols(PROTOCOLS).setKeyCertOptions(own());
    // Asked for and not required: who has none is answered, by what the port says to them.
    files.clients().ifPresent(clients -> options.setClientAuth(ClientAuth.REQUEST).setTrustOptions(signers(clients)));
  }

  private PemKeyCertOptions own() {
    return new PemKeyCertOptions().setCertPath(files.certificate().toString()).setKeyPath(files.key().toString());
  }

  private static PemTrustOptions signers(Path clients) {
    return new PemTrustOptions().addCertPath(clients.toString());
  }

  private void watch(HttpServer server) {
    AtomicReference<List<String>> seen = new AtomicReference<>(state());
    vertx.setPeriodic(
        look.toMillis(),
        timer ->
            vertx.executeBlocking(
                () -> {
                  renew(server, seen);
                  return null;
                }));
  }

  /** @param seen how the files stood when they were looked at last */
  private void renew(HttpServer server, AtomicReference<List<String>> seen) {
    List<String> now = state();
    if (seen.getAndSet(now).equals(now)) {
      return;
    }
    try {
      files.check();
    } catch (CaravanException e) {
      LOG.warn("The new certificate of the HTTP port is not taken; the one before stays: {}", e.getMessage());
      return;
    }
    SSLOptions options = new SSLOptions().setEnabledSecureTransportProtocols(PROTOCOLS).setKeyCertOptions(own());
    files.clients().ifPresent(clients -> options.setTrustOptions(signers(clients)));
    server.updateSSLOptions(options, true)
        .onSuccess(done -> LOG.info("The HTTP port has a new certificate, valid until {}", files.shown().getNotAfter().toInstant()))
        .onFailure(e -> LOG.warn("The new certificate of the HTTP port is not taken; the one before stays: {}", e.getMessage()));
  }

  private List<String> state() {
    return Stream.concat(Stream.of(files.certificate(), files.key()), files.clients().stream()).map(TlsVertx::state).toList();
  }

  private static String state(Path file) {
    try {
      return Files.getLastModifiedTime(file) + " " + Files.size(file);
    } catch (IOException e) {
      return "gone";
    }
  }
}
