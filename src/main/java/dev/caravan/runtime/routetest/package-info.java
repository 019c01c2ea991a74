/** Tests beside routes and Kamelets: records in, what becomes of them out, with sources and sinks stubbed. */
package dev.caravan.runtime.routetest;
