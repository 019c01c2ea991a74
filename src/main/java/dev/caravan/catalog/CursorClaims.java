package dev.caravan.catalog;

import dev.caravan.batch.BatchId;
import dev.caravan.catalog.Ledger.CursorMove;
import dev.caravan.catalog.Ledger.CursorStand;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What batches have in hand behind the cursors of a flow. Of two that claim the same at once, one waits for the
 * other's row and meets its key; it begins again and finds it claimed, or moved.
 */
final class CursorClaims {
  private CursorClaims() {}

  static Map<String, CursorStand> stands(Statements statements, String flow) throws SQLException {
    Map<String, CursorStand> stands = new TreeMap<>();
    statements.list(
        "SELECT name, cursor_value, NULL AS claimed FROM cursors WHERE flow = ?"
            + " UNION ALL SELECT name, NULL, batch FROM cursor_claims WHERE flow = ?",
        row -> stands.merge(row.getString(1), stand(row.getString(2), row.getString(3)), CursorClaims::both),
        flow, flow);
    return stands;
  }

  private static CursorStand stand(String value, String claimed) {
    return new CursorStand(value, claimed == null ? null : new BatchId(claimed));
  }

  private static CursorStand both(CursorStand one, CursorStand other) {
    return new CursorStand(one.value() == null ? other.value() : one.value(), one.inHand() == null ? other.inHand() : one.inHand());
  }

  static void claim(Statements statements, String flow, BatchId id, List<CursorMove> claims) throws SQLException {
    if (claims.isEmpty()) {
      return;
    }
    Map<String, CursorStand> before = stands(statements, flow);
    // In one order, so that two which claim the same do not wait for each other.
    for (CursorMove claim : claims.stream().sorted(Comparator.comparing(CursorMove::name)).toList()) {
      CursorStand stand = before.getOrDefault(claim.name(), new CursorStand(null, null));
      if (stand.inHand() == null) {
        statements.update("INSERT INTO cursor_claims (flow, name, batch) VALUES (?, ?, ?)", flow, claim.name(), id.value());
      } else if (!stand.inHand().equals(id)) {
        throw JdbcLedger.conflict("Another batch has in hand what follows the cursor " + claim.name() + " of " + flow, id.value(), stand.inHand().value());
      }
    }
    // Once the claims are made nobody else moves these cursors; before, somebody may have.
    Map<String, CursorStand> now = stands(statements, flow);
    for (CursorMove claim : claims) {
      String stands = now.get(claim.name()).value();
      if (!Objects.equals(stands, claim.from())) {
        throw JdbcLedger.moved(flow, claim, stands == null ? "no value" : stands);
      }
    }
  }

  static void free(Statements statements, String flow, BatchId id) throws SQLException {
    statements.update("DELETE FROM cursor_claims WHERE flow = ? AND batch = ?", flow, id.value());
  }
}
