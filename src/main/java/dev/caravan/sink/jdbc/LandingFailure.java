package dev.caravan.sink.jdbc;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.BatchId;
import dev.caravan.sink.Refusals;
import java.io.IOException;
import java.sql.SQLException;

/**
 * What it means that a batch cannot land in a table.
 *
 * @param place data source and table, for people
 * @param refusals which failures are about rows and not about the database
 */
record LandingFailure(String place, Refusals refusals) {
  CaravanException of(SQLException cause) {
    ErrorCode code = concernsRows(cause) ? ErrorCode.SINK_ROWS : ErrorCode.SINK_TARGET;
    return new CaravanException(code, "cannot land in " + place + ": " + String.valueOf(cause.getMessage()).lines().findFirst().orElse(""), cause);
  }

  boolean concernsRows(SQLException cause) {
    return cause instanceof RowFailure && refusals.concerns(cause);
  }

  static CaravanException of(BatchId batch, IOException cause) {
    return new CaravanException(ErrorCode.SINK_STAGE, "cannot write the rows of batch " + batch + ": " + cause.getMessage(), cause);
  }
}
