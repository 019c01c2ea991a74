package dev.caravan.source.rest;

/**
 * What a page says beside its records; null for what it does not say.
 *
 * @param next link or cursor
 * @param more whether another page follows
 * @param total records of all pages
 * @param pages how many there are
 */
record Page(int rows, String next, Boolean more, Long total, Long pages) {}
