package dev.caravan.runtime.routes;

import org.apache.camel.builder.RouteBuilder;

/**
 * Keeps the house: a sign of life every few seconds, tidying every few minutes. Started first and so
 * stopped last: flows that are being drained still need their leases. Not by timers, which wait for a time of day: put
 * the clock back an hour, and they rest for an hour.
 */
public final class HousekeepingRoute extends RouteBuilder {
  @Override
  public void configure() {
    from("scheduler:lease?delay={{caravan.lease.renewal}}&initialDelay={{caravan.lease.renewal}}")
        .routeId("caravan-lease")
        .startupOrder(1)
        .bean("housekeeping", "renewLeases");

    from("scheduler:housekeeping?delay=5m&initialDelay=0")
        .routeId("caravan-housekeeping")
        .startupOrder(2)
        .bean("housekeeping", "tidy");
  }
}
