/** A shop's REST API over real sockets: four ways to page, four ways to log in, limits that say when to come again. */
package dev.caravan.sandbox.shop;
