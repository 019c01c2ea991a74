/** Files of a folder, each landed once by content. */
package dev.caravan.source.file;
