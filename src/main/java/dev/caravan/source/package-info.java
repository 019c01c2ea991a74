/** Where data comes from, one sub-package per system. */
package dev.caravan.source;
