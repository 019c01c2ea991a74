/** What can be asked for by REST: calls in, answers out, without a word of HTTP servers. */
package dev.caravan.api;
