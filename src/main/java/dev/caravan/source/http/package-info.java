/** What sources over HTTP share: requests and replies, who one is, how many calls at once, pages into segments. */
package dev.caravan.source.http;
