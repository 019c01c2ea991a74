/** The REST interface on the one HTTP port: Camel's rest-openapi in front of {@link dev.caravan.api}. */
package dev.caravan.runtime.api;
