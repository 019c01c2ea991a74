/** Parquet lakes on a local folder or S3. */
package dev.caravan.sink.lake;
