/** Finds what is wrong in routes, Kamelets, contracts, tests and properties before anything starts. */
package dev.caravan.runtime.lint;
