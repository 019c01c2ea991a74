package dev.caravan.runtime;

import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** For consumers whose failures the shared error policy tells already: once is enough. */
final class ToldElsewhere implements ExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ToldElsewhere.class);

  @Override
  public void handleException(Throwable exception) {
    LOG.debug("A flow failed", exception);
  }

  @Override
  public void handleException(String message, Throwable exception) {
    LOG.debug(message, exception);
  }

  @Override
  public void handleException(String message, Exchange exchange, Throwable exception) {
    LOG.debug(message, exception);
  }
}
