package dev.caravan.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import org.h2.api.Trigger;

/** What H2 calls when somebody would change or remove an entry of the audit; named by a migration. */
public final class AppendOnly implements Trigger {

  @Override
  public void fire(Connection connection, Object[] before, Object[] after) throws SQLException {
    throw new SQLException("Entries of the audit are never changed or removed", "42501");
  }
}
