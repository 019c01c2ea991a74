/** Reads any paged JSON API: from one page to the next, whole at first and then what is new. */
package dev.caravan.source.rest;
