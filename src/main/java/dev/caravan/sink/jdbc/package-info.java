/** JDBC warehouses. */
package dev.caravan.sink.jdbc;
