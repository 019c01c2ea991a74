/** What simulators share: a small HTTP server on loopback that replies whole, slowly or by half. */
package dev.caravan.sandbox.http;
