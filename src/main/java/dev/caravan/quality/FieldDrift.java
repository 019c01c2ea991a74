package dev.caravan.quality;

import dev.caravan.CaravanException;
import dev.caravan.batch.Batch;
import dev.caravan.batch.CellRules;
import dev.caravan.batch.Column;
import dev.caravan.batch.ColumnRead;
import dev.caravan.batch.DriftPlan;
import dev.caravan.batch.DriftPolicy;
import dev.caravan.batch.DriftRules;
import dev.caravan.batch.DriftSights;
import dev.caravan.batch.DriftWatch;
import dev.caravan.catalog.DriftProposal;
import dev.caravan.catalog.DriftProposal.Drift;
import dev.caravan.catalog.DriftProposal.Kind;
import dev.caravan.catalog.DriftProposals;
import dev.caravan.catalog.DriftProposals.Sketch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares each batch with its contract, proposes what would have to change, and treats the fields that
 * drifted by the contract's policy. Thread-safe; one for a runtime.
 */
public final class FieldDrift implements DriftWatch {
  private static final Logger LOG = LoggerFactory.getLogger(FieldDrift.class);
  private static final Duration SKETCH_AGE = Duration.ofHours(1);
  private static final int SAMPLE = 200;

  /** More new columns than that come of keys that are data. */
  private static final int MOST_COLUMNS = 100;

  private static final Comparator<DriftProposal> FIRST_SEEN =
      Comparator.comparing((DriftProposal proposal) -> proposal.evidence().first()).thenComparing(proposal -> proposal.drift().field());

  private final DriftProposals proposals;
  private final Clock clock;
  private final Map<String, Instant> sketched = new ConcurrentHashMap<>();

  public FieldDrift(DriftProposals proposals, Clock clock) {
    this.proposals = proposals;
    this.clock = clock;
  }

  @Override
  public DriftPlan before(DriftRules rules, List<ColumnRead> columns) {
    return plan(rules, columns, proposals.all(rules.contract()));
  }

  @Override
  public DriftPlan seen(Batch batch, DriftRules rules, List<ColumnRead> columns, DriftPlan plan, DriftSights sights) {
    if (plan.evolved().isEmpty() && !suspicious(sights)) {
      return plan;
    }
    List<DriftProposals.Noted> noted = new ArrayList<>();
    for (Drift drift : DriftClassifier.classify(rules, columns, sights, proposals.sketches(rules.contract()))) {
      noted.add(new DriftProposals.Noted(drift, policy(rules, drift)));
    }
    noted.addAll(landedBefore(plan, sights));
    if (noted.isEmpty()) {
      return plan;
    }
    DriftProposals.Compared compared =
        new DriftProposals.Compared(rules.contract(), String.valueOf(rules.version()), rules.fingerprint(), batch.id(), batch.flow());
    proposals.keep(compared, noted).forEach(drift -> tell(compared, drift, policy(rules, drift)));
    return rules.remembers() ? before(rules, columns) : plan;
  }

  /** Once a proposal, not once a batch: how often it came since is counted with the proposal and with each batch. */
  private static void tell(DriftProposals.Compared compared, Drift drift, DriftPolicy policy) {
    String column = drift.kind() == Kind.RENAMED ? " (was " + drift.column() + ")" : "";
    LOG.warn("Batch {} of flow {} drifts from contract {} {}: field {} is {}{} in {} record(s), policy {}; see `caravan contract diff {}`",
        compared.batch(), compared.flow(), compared.contract(), compared.version(), drift.field(), drift.kind().word(), column, drift.records(), policy.word(),
        compared.contract());
  }

  /** Fields that land already without anybody having accepted them: more evidence, and no news. */
  private static List<DriftProposals.Noted> landedBefore(DriftPlan plan, DriftSights sights) {
    List<DriftProposals.Noted> noted = new ArrayList<>();
    for (ColumnRead read : plan.evolved()) {
      DriftSights.SeenColumn seen = sights.columns().get(read.column().name());
      if (seen != null && seen.present() > 0) {
        Drift drift = new Drift(Kind.NEW, read.source().get(0), read.column().name(), read.column().type(), 1, seen.present(), List.of());
        noted.add(new DriftProposals.Noted(drift, DriftPolicy.EVOLVE));
      }
    }
    return noted;
  }

  private static boolean suspicious(DriftSights sights) {
    return !sights.unknown().isEmpty()
        || sights.records() > 0 && sights.columns().values().stream().anyMatch(column -> column.misfits() > 0 || column.present() == 0);
  }

  private static DriftPolicy policy(DriftRules rules, Drift drift) {
    return drift.kind() == Kind.NEW || drift.kind() == Kind.RENAMED ? rules.unknown() : rules.of(drift.column());
  }

  /** Fields that somebody has accepted are still treated so: a process may run on with the contract as it was. */
  private static DriftPlan plan(DriftRules rules, List<ColumnRead> columns, List<DriftProposal> known) {
    Set<String> contract = new HashSet<>();
    Set<String> sources = new HashSet<>();
    columns.forEach(read -> {
      contract.add(read.column().name());
      sources.addAll(read.source().stream().limit(1).toList());
    });
    List<ColumnRead> evolved = new ArrayList<>();
    Set<String> quarantined = new HashSet<>();
    Set<String> present = new HashSet<>();
    // Those that came first keep their columns when there are too many.
    for (DriftProposal proposal : known.stream().sorted(FIRST_SEEN).toList()) {
      Drift drift = proposal.drift();
      boolean unread = rules.unknown() == DriftPolicy.EVOLVE && !sources.contains(drift.field());
      if (unread && drift.kind() == Kind.NEW && evolved.size() < MOST_COLUMNS && !contract.contains(drift.column())) {
        evolved.add(new ColumnRead(new Column(drift.column(), drift.type()), List.of(drift.field()), CellRules.STRICT));
      } else if (unread && (drift.kind() == Kind.NEW || drift.kind() == Kind.RENAMED)) {
        // A renamed field would leave a hole in its old column if it got one of its own.
        quarantined.add(drift.field());
      } else if (drift.kind() == Kind.GONE && proposal.state() != DriftProposal.State.ACCEPTED && rules.of(drift.column()) == DriftPolicy.QUARANTINE
          && contract.contains(drift.column())) {
        present.add(drift.column());
      }
    }
    return new DriftPlan(evolved, quarantined, present, evolved.size() == MOST_COLUMNS);
  }

  /** Values are known again from what landed; a look that fails must not hold up the batch. */
  @Override
  public void landing(Batch batch, DriftRules rules, List<ColumnRead> columns, DriftSights sights, Connection engine, String relation) {
    Instant now = clock.instant();
    Instant last = sketched.get(rules.contract());
    if (sights.records() == 0 || last != null && last.plus(SKETCH_AGE).isAfter(now)) {
      return;
    }
    try {
      Map<String, List<String>> values = sample(engine, relation, columns);
      Map<String, Sketch> sketches = new LinkedHashMap<>();
      values.forEach((column, sampled) -> {
        DriftSights.SeenColumn seen = sights.columns().get(column);
        if (seen != null && seen.present() > 0) {
          sketches.put(column, new Sketch((double) seen.present() / sights.records(), ValueSketch.of(sampled).text()));
        }
      });
      proposals.keepSketches(rules.contract(), sketches);
      sketched.put(rules.contract(), now);
    } catch (SQLException | CaravanException e) {
      LOG.warn("Batch {} of flow {} lands without a sketch of its values: {}", batch.id(), batch.flow(), e.getMessage());
    }
  }

  private static Map<String, List<String>> sample(Connection engine, String relation, List<ColumnRead> columns) throws SQLException {
    Map<String, List<String>> values = new LinkedHashMap<>();
    try (Statement statement = engine.createStatement();
        ResultSet rows = statement.executeQuery("SELECT COLUMNS(*)::VARCHAR FROM " + relation + " LIMIT " + SAMPLE)) {
      Set<String> names = columns.stream().map(read -> read.column().name()).collect(Collectors.toSet());
      int width = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        for (int i = 1; i <= width; i++) {
          String name = rows.getMetaData().getColumnLabel(i);
          if (names.contains(name)) {
            values.computeIfAbsent(name, column -> new ArrayList<>()).add(rows.getString(i));
          }
        }
      }
    }
    return values;
  }
}
