package dev.caravan.batch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** The landing rows of a batch, one map a row, streamed in source order. One thread at a time. */
final class BatchRows implements Iterator<Map<String, Object>>, AutoCloseable {
  private final Session session;
  private final Statement statement;
  private final ResultSet rows;
  private final List<String> columns;
  private boolean ready;
  private boolean ended;

  private BatchRows(Session session, Statement statement, ResultSet rows, List<String> columns) {
    this.session = session;
    this.statement = statement;
    this.rows = rows;
    this.columns = columns;
  }

  static BatchRows open(Session session, Batch batch) throws SQLException {
    try {
      BatchPlan plan = new BatchPlan(session, batch);
      plan.prepare();
      plan.findUniqueLosers();
      RelationSql relation = plan.relation(plan.ordered(), false);
      // One thread scans in source order, and only a join may lose it: a batch without one need not be sorted.
      String order = relation.joins() ? " ORDER BY _ordinal" : "";
      String query = relation.query(relation.columnList()) + " WHERE " + Fate.LANDS + order;
      Statement statement = session.connection().createStatement();
      return new BatchRows(session, statement, statement.executeQuery(query), List.copyOf(relation.columns()));
    } catch (SQLException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  @Override
  public boolean hasNext() {
    if (!ready && !ended) {
      try {
        ready = rows.next();
        if (!ready) {
          close();
        }
      } catch (SQLException e) {
        throw Session.failure("rows of a batch", e);
      }
    }
    return ready;
  }

  @Override
  public Map<String, Object> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no more rows");
    }
    ready = false;
    Map<String, Object> row = new LinkedHashMap<>();
    try {
      for (int i = 0; i < columns.size(); i++) {
        row.put(columns.get(i), rows.getObject(i + 1));
      }
    } catch (SQLException e) {
      throw Session.failure("rows of a batch", e);
    }
    return row;
  }

  @Override
  public void close() throws SQLException {
    if (!ended) {
      ended = true;
      rows.close();
      statement.close();
      session.close();
    }
  }
}
