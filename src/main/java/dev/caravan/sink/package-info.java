/** Where data lands, one sub-package per target. */
package dev.caravan.sink;
