package dev.caravan.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.DriftPolicy;
import dev.caravan.batch.Type;
import dev.caravan.catalog.DriftProposal.Drift;
import dev.caravan.catalog.DriftProposal.Evidence;
import dev.caravan.catalog.DriftProposal.Kind;
import dev.caravan.catalog.DriftProposal.State;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Proposals of changes to contracts, in the ledger database. Thread-safe. */
public final class DriftProposals {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int EXAMPLES = 3;

  private final LedgerDatabase database;
  private final Clock clock;
  private final Outbox outbox;

  public DriftProposals(LedgerDatabase database, Clock clock) {
    this(database, clock, new Outbox(database, clock));
  }

  /** @param outbox is told of each drift that is news */
  public DriftProposals(LedgerDatabase database, Clock clock, Outbox outbox) {
    this.database = database;
    this.clock = clock;
    this.outbox = outbox;
  }

  /** A drift and the policy it is treated by. */
  public record Noted(Drift drift, DriftPolicy policy) {}

  /**
   * What is known of a column from batches before.
   *
   * @param share of the records that had its field
   * @param sketch as its maker wrote it
   */
  public record Sketch(double share, String sketch) {}

  /**
   * What was compared with what.
   *
   * @param contract its dataset
   * @param fingerprint of its columns
   */
  public record Compared(String contract, String version, String fingerprint, BatchId batch, String flow) {}

  /**
   * Keeps what was seen in a batch; the same batch again replaces its evidence. What was accepted is open
   * again when it is seen under another version than it was proposed for: an older one may still be running.
   * What was declined is open again when the field comes otherwise than it did then.
   *
   * @return what was not known before
   */
  public List<Drift> keep(Compared compared, Collection<Noted> seen) {
    return database.write("keep how the fields of batch " + compared.batch() + " drifted", statements -> {
      List<Drift> news = new ArrayList<>();
      for (Noted noted : seen) {
        if (keep(statements, compared, noted)) {
          news.add(noted.drift());
          outbox.put(statements, event(compared, noted));
        }
      }
      return news;
    });
  }

  private static Event event(Compared compared, Noted noted) {
    Drift drift = noted.drift();
    return new Event.DriftFound(
        compared.flow(), compared.batch().value(), compared.contract(), compared.version(), drift.field(), drift.kind().word(), drift.column(),
        noted.policy().word(), drift.records());
  }

  private record Before(State state, String version, Kind kind, String column, String type) {
    boolean decidedFor(Compared compared, Drift drift, String driftType) {
      return switch (state) {
        case OPEN -> false;
        case ACCEPTED -> version.equals(compared.version());
        case DECLINED -> kind == drift.kind() && column.equals(drift.column()) && Objects.equals(type, driftType);
      };
    }
  }

  private boolean keep(Statements statements, Compared compared, Noted noted) throws SQLException {
    Drift drift = noted.drift();
    String contract = compared.contract();
    String key = key(drift.field());
    Instant now = clock.instant();
    String type = drift.type() == null ? null : drift.type().sql();
    Optional<Before> before = statements.first(
        "SELECT state, contract_version, kind, column_name, column_type FROM drift_proposals WHERE contract = ? AND field_key = ? FOR UPDATE",
        row -> new Before(State.valueOf(row.getString(1)), row.getString(2), Kind.valueOf(row.getString(3)), row.getString(4), row.getString(5)), contract, key);
    boolean decided = before.isPresent() && before.get().state() != State.OPEN;
    if (decided && before.get().decidedFor(compared, drift, type)) {
      statements.update("UPDATE drift_proposals SET last_seen = ? WHERE contract = ? AND field_key = ?", now, contract, key);
      return false;
    }
    if (before.isEmpty()) {
      statements.update(
          "INSERT INTO drift_proposals (contract, field_key, field, kind, column_name, column_type, likeness, policy, contract_version, contract_columns,"
              + " examples, state, first_seen, last_seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'OPEN', ?, ?)",
          contract, key, drift.field(), drift.kind().name(), drift.column(), type, drift.likeness(), noted.policy().name(), compared.version(),
          compared.fingerprint(), json(drift.examples()), now, now);
    } else {
      if (decided) {
        statements.update("DELETE FROM drift_sights WHERE contract = ? AND field_key = ?", contract, key);
      }
      statements.update(
          "UPDATE drift_proposals SET kind = ?, column_name = ?, column_type = ?, likeness = ?, policy = ?, contract_version = ?, contract_columns = ?,"
              + " examples = CASE WHEN ? = 0 THEN examples ELSE ? END, state = 'OPEN', last_seen = ? WHERE contract = ? AND field_key = ?",
          drift.kind().name(), drift.column(), type, drift.likeness(), noted.policy().name(), compared.version(), compared.fingerprint(),
          drift.examples().size(), json(drift.examples()), now, contract, key);
    }
    statements.update("DELETE FROM drift_sights WHERE contract = ? AND field_key = ? AND batch = ?", contract, key, compared.batch().value());
    statements.update(
        "INSERT INTO drift_sights (contract, field_key, batch, flow, records, noted) VALUES (?, ?, ?, ?, ?, ?)",
        contract, key, compared.batch().value(), compared.flow(), drift.records(), now);
    return before.isEmpty() || decided || before.get().kind() != drift.kind();
  }

  /** Proposals nobody has decided on, by contract and field. */
  public List<DriftProposal> open() {
    return list("WHERE p.state = 'OPEN'");
  }

  /** Proposals that somebody has declined, by contract and field. */
  public List<DriftProposal> declined() {
    return list("WHERE p.state = 'DECLINED'");
  }

  /** Of one dataset, decided ones among them. */
  public List<DriftProposal> all(String contract) {
    return list("WHERE p.contract = ?", contract);
  }

  /**
   * A page of the proposals nobody has decided on, by contract.
   *
   * @param contract only of this one; null for all
   * @param after position of the last one of the page before; null for the first page
   */
  public List<Placed<DriftProposal>> open(String contract, String after, int limit) {
    List<Object> values = new ArrayList<>();
    StringBuilder where = new StringBuilder("WHERE p.state = 'OPEN'");
    if (contract != null) {
      where.append(" AND p.contract = ?");
      values.add(contract);
    }
    if (after != null) {
      int mark = after.lastIndexOf(':');
      String last = after.substring(0, Math.max(0, mark));
      where.append(" AND p.contract >= ? AND (p.contract > ? OR p.field_key > ?)");
      values.addAll(List.of(last, last, after.substring(mark + 1)));
    }
    values.add(limit);
    return list(where + " ORDER BY p.contract, p.field_key LIMIT ?", row -> new Placed<>(row.getString("contract") + ":" + row.getString("field_key"), proposal(row)), values.toArray());
  }

  private List<DriftProposal> list(String where, Object... values) {
    return list(where + " ORDER BY p.contract, p.field", DriftProposals::proposal, values);
  }

  private <T> List<T> list(String where, Statements.Row<T> made, Object... values) {
    return database.read("read proposals", statements -> statements.list(
        "SELECT p.*, (SELECT SUM(records) FROM drift_sights s WHERE s.contract = p.contract AND s.field_key = p.field_key) AS records,"
            + " (SELECT COUNT(*) FROM drift_sights s WHERE s.contract = p.contract AND s.field_key = p.field_key) AS batches,"
            + " (SELECT MAX(batch) FROM drift_sights s WHERE s.contract = p.contract AND s.field_key = p.field_key AND s.noted ="
            + " (SELECT MAX(noted) FROM drift_sights t WHERE t.contract = p.contract AND t.field_key = p.field_key)) AS last_batch,"
            + " (SELECT STRING_AGG(DISTINCT flow, CHR(10) ORDER BY flow) FROM drift_sights s WHERE s.contract = p.contract AND s.field_key = p.field_key) AS flows"
            + " FROM drift_proposals p " + where,
        made, values));
  }

  /**
   * A contract that a person has changed.
   *
   * @param before its version
   * @param after its version from now on
   * @param fingerprint of its columns from now on
   */
  public record Change(String contract, String before, String after, String fingerprint, String actor) {}

  /**
   * Notes that a person has accepted proposals; the others of the contract are about its next version from now
   * on, since their own fields have not changed.
   */
  public void accept(Change change, Collection<Drift> accepted) {
    Instant now = clock.instant();
    database.write("accept proposals of " + change.contract(), statements -> {
      for (Drift drift : accepted) {
        int rows = statements.update(
            "UPDATE drift_proposals SET state = 'ACCEPTED' WHERE contract = ? AND field_key = ? AND state <> 'ACCEPTED'", change.contract(), key(drift.field()));
        if (rows > 0) {
          statements.update(
              "INSERT INTO contract_changes (noted, contract, version_before, version_after, field, kind, column_name, actor) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
              now, change.contract(), change.before(), change.after(), drift.field(), drift.kind().name(), drift.column(), change.actor());
        }
      }
      statements.update(
          "UPDATE drift_proposals SET contract_version = ?, contract_columns = ? WHERE contract = ? AND state = 'OPEN'",
          change.after(), change.fingerprint(), change.contract());
      return null;
    });
  }

  /** One entry of the audit. */
  public record Accepted(Instant at, String contract, String before, String after, String field, Kind kind, String column, String actor) {}

  /** Who accepted what, newest first. */
  public List<Accepted> accepted() {
    return accepted(null, null, Integer.MAX_VALUE).stream().map(Placed::item).toList();
  }

  /**
   * A page of them.
   *
   * @param contract only of this one; null for all
   * @param after position of the last one of the page before; null for the first page
   */
  public List<Placed<Accepted>> accepted(String contract, Long after, int limit) {
    return database.read("read who changed contracts", statements -> decided(
        statements, "contract_changes", "change_number",
        row -> new Accepted(
            Statements.time(row, "noted"), row.getString("contract"), row.getString("version_before"), row.getString("version_after"),
            row.getString("field"), Kind.valueOf(row.getString("kind")), row.getString("column_name"), row.getString("actor")),
        contract, after, limit));
  }

  private static <T> List<Placed<T>> decided(Statements statements, String table, String number, Statements.Row<T> made, String contract, Long after, int limit) throws SQLException {
    return statements.list(
        "SELECT * FROM " + table + " WHERE " + number + " < ?" + (contract == null ? "" : " AND contract = ?") + " ORDER BY " + number + " DESC LIMIT ?",
        row -> new Placed<>(Long.toString(row.getLong(number)), made.read(row)),
        Stream.of(after == null ? Long.MAX_VALUE : after, contract, limit).filter(Objects::nonNull).toArray());
  }

  /**
   * Notes that a person has declined proposals: the contract is right, and what comes otherwise is treated by
   * the policy as before.
   *
   * @param reason in the person's words, or null
   */
  public void decline(Collection<DriftProposal> declined, String reason, String actor) {
    Instant now = clock.instant();
    database.write("decline proposals", statements -> {
      for (DriftProposal proposal : declined) {
        Drift drift = proposal.drift();
        int rows = statements.update(
            "UPDATE drift_proposals SET state = 'DECLINED' WHERE contract = ? AND field_key = ? AND state = 'OPEN' AND kind = ?",
            proposal.contract(), key(drift.field()), drift.kind().name());
        if (rows > 0) {
          statements.update(
              "INSERT INTO drift_declines (noted, contract, contract_version, field, kind, column_name, column_type, reason, actor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
              now, proposal.contract(), proposal.version(), drift.field(), drift.kind().name(), drift.column(), drift.type() == null ? null : drift.type().sql(), reason, actor);
        }
      }
      return null;
    });
  }

  /**
   * One entry of the audit.
   *
   * @param reason null when none was given
   */
  public record Declined(Instant at, String contract, String version, String field, Kind kind, String column, String reason, String actor) {}

  /** Who declined what, newest first. */
  public List<Declined> declines() {
    return declines(null, null, Integer.MAX_VALUE).stream().map(Placed::item).toList();
  }

  /** A page of them, as {@link #accepted(String, Long, int)}. */
  public List<Placed<Declined>> declines(String contract, Long after, int limit) {
    return database.read("read who declined changes of contracts", statements -> decided(
        statements, "drift_declines", "decline_number",
        row -> new Declined(
            Statements.time(row, "noted"), row.getString("contract"), row.getString("contract_version"), row.getString("field"), Kind.valueOf(row.getString("kind")),
            row.getString("column_name"), row.getString("reason"), row.getString("actor")),
        contract, after, limit));
  }

  /**
   * Forgets what has not been seen since then, and of what has been seen the batches before then but for the
   * last one. A field that evolves and that nobody has accepted is kept, since it has a column already.
   *
   * @return proposals forgotten
   */
  public int forget(Instant before) {
    return database.write("forget old proposals", statements -> {
      statements.update(
          "DELETE FROM drift_sights s WHERE s.noted < ?"
              + " AND EXISTS (SELECT 1 FROM drift_sights t WHERE t.contract = s.contract AND t.field_key = s.field_key AND t.noted > s.noted)",
          before);
      String old = " FROM drift_proposals WHERE last_seen < ? AND NOT (policy = 'EVOLVE' AND kind = 'NEW' AND state <> 'ACCEPTED')";
      statements.update("DELETE FROM drift_sights s WHERE (s.contract, s.field_key) IN (SELECT contract, field_key" + old + ")", before);
      return statements.update("DELETE" + old, before);
    });
  }

  /** By column; empty when nothing of the dataset has landed yet. */
  public Map<String, Sketch> sketches(String contract) {
    Map<String, Sketch> sketches = new LinkedHashMap<>();
    database.read("read sketches of " + contract, statements -> statements.list(
            "SELECT column_name, share, sketch FROM column_sketches WHERE contract = ? ORDER BY column_name",
            row -> Map.entry(row.getString(1), new Sketch(row.getDouble(2), row.getString(3))), contract))
        .forEach(entry -> sketches.put(entry.getKey(), entry.getValue()));
    return sketches;
  }

  /** Replaces what is known of these columns. */
  public void keepSketches(String contract, Map<String, Sketch> sketches) {
    database.write("keep sketches of " + contract, statements -> {
      for (Map.Entry<String, Sketch> sketch : sketches.entrySet()) {
        statements.update("DELETE FROM column_sketches WHERE contract = ? AND column_name = ?", contract, sketch.getKey());
        statements.update(
            "INSERT INTO column_sketches (contract, column_name, share, sketch, noted) VALUES (?, ?, ?, ?, ?)",
            contract, sketch.getKey(), sketch.getValue().share(), sketch.getValue().sketch(), clock.instant());
      }
      return null;
    });
  }

  private static DriftProposal proposal(ResultSet row) throws SQLException {
    String type = row.getString("column_type");
    Drift drift =
        new Drift(
            Kind.valueOf(row.getString("kind")), row.getString("field"), row.getString("column_name"), type == null ? null : Type.parse(type).orElseThrow(),
            row.getDouble("likeness"), row.getLong("records"), examples(row.getString("examples")));
    String flows = row.getString("flows");
    Evidence evidence =
        new Evidence(
            row.getLong("records"), row.getLong("batches"), new BatchId(row.getString("last_batch")), flows.lines().toList(),
            Statements.time(row, "first_seen"), Statements.time(row, "last_seen"));
    return new DriftProposal(
        row.getString("contract"), row.getString("contract_version"), row.getString("contract_columns"), drift, DriftPolicy.valueOf(row.getString("policy")), evidence,
        State.valueOf(row.getString("state")));
  }

  private static String json(List<String> examples) {
    try {
      return JSON.writeValueAsString(examples.subList(0, Math.min(EXAMPLES, examples.size())));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a list of texts is JSON", e);
    }
  }

  private static List<String> examples(String json) {
    try {
      return JSON.readValue(json, new TypeReference<List<String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("examples are kept as JSON", e);
    }
  }

  /** Fields may be called anything, and longer than an index takes. */
  static String key(String field) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(field.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
