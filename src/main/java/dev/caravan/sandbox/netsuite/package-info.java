/**
 * A NetSuite account over real sockets: SuiteQL, records, the metadata catalogue, both ways to log in, and
 * the ways in which such an account surprises its callers, each a named switch.
 */
package dev.caravan.sandbox.netsuite;
