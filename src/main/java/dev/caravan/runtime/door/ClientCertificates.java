package dev.caravan.runtime.door;

import dev.caravan.ErrorCode;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Answers nobody who shows no certificate, but for {@code /health}, which orchestrators ask without one. Whether a certificate
 * that is shown is good has been seen before a call can be made at all. Thread-safe.
 */
final class ClientCertificates implements Handler<RoutingContext> {
  @Override
  public void handle(RoutingContext call) {
    if (shown(call) || call.normalizedPath().equals("/health") || call.normalizedPath().startsWith("/health/")) {
      call.next();
    } else {
      Answers.secure(call);
      Answers.refuse(call, 403, ErrorCode.ACCESS_CERTIFICATE, "This port answers those who show a certificate that it knows (caravan.http.tls.clients)");
    }
  }

  private static boolean shown(RoutingContext call) {
    try {
      return call.request().sslSession() != null && call.request().sslSession().getPeerCertificates().length > 0;
    } catch (SSLPeerUnverifiedException e) {
      return false;
    }
  }
}
