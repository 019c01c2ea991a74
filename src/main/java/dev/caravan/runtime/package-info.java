/** Joins the plain classes to Camel: wiring, bindings, error policy, health. The only package that imports Camel. */
package dev.caravan.runtime;
