package dev.caravan.runtime.routes;

import org.apache.camel.builder.RouteBuilder;

/**
 * Keeps the house: a sign of life every few seconds, tidying every few minutes. Started first and so
 * stopped last: flows that are being drained still need their leases.
 */
public final class HousekeepingRoute extends RouteBuilder {
  @Override
  public void configure() {
    from("timer:lease?period={{caravan.lease.renewal}}&delay={{caravan.lease.renewal}}")
        .routeId("caravan-lease")
        .startupOrder(1)
        .bean("housekeeping", "renewLeases");

    from("timer:housekeeping?period=5m&delay=0")
        .routeId("caravan-housekeeping")
        .startupOrder(2)
        .bean("housekeeping", "tidy");
  }
}
