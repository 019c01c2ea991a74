package dev.caravan.catalog;

/**
 * An item of a list that is read page by page.
 *
 * @param position of the item, for programs: the next page is asked for by the one of the last item
 */
public record Placed<T>(String position, T item) {}
