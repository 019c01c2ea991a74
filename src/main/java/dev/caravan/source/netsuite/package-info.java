/** NetSuite through SuiteTalk REST: who one is, queries that no page boundary can make lose a row, records, datasets. */
package dev.caravan.source.netsuite;
