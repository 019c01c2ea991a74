package dev.caravan.runtime;

import dev.caravan.deadletter.RejectCopies;
import dev.caravan.runtime.routes.RejectCopyRoute;
import java.io.IOException;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies what was refused before a run ends that does its work once: the next may be a day away. Used once, when no
 * flow works any more.
 */
final class LastCopies {
  private static final Logger LOG = LoggerFactory.getLogger(LastCopies.class);

  private final CamelContext camel;

  /** @param camel that keeps house */
  LastCopies(CamelContext camel) {
    this.camel = camel;
  }

  /** Tells how many could not be copied, and where they are. */
  void make() {
    if (camel.getRoute(RejectCopyRoute.NOW_AND_THEN) == null) {
      return;
    }
    RejectCopies copies = camel.getRegistry().lookupByNameAndType("rejectCopies", RejectCopies.class);
    try (ProducerTemplate template = camel.createProducerTemplate()) {
      // Waits for what it has in hand: no two may copy at once.
      camel.getRouteController().stopRoute(RejectCopyRoute.NOW_AND_THEN);
      template.sendBody(RejectCopyRoute.COPY, null);
    } catch (IOException e) {
      LOG.debug("The template does not close", e);
    } catch (Exception e) {
      LOG.warn("Rejects could not be copied: {}", e.toString());
    }
    long waiting = copies.waiting();
    if (waiting > 0) {
      LOG.warn("{} reject(s) wait to be copied to {}; they are kept in the ledger (`caravan rejects list`), and the next run tries again", waiting, copies.target());
    }
  }
}
