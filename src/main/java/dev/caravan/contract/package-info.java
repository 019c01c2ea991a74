/** ODCS contracts: read, checked against the published schema, compiled to relational checks. */
package dev.caravan.contract;
