package dev.caravan.api;

import dev.caravan.catalog.DriftProposal;
import dev.caravan.catalog.DriftProposals.Accepted;
import dev.caravan.catalog.DriftProposals.Declined;
import java.util.LinkedHashMap;
import java.util.Map;

/** How data differs from contracts, and what was decided about it, as programs read it. */
public final class DriftDocument {
  private DriftDocument() {}

  /** @param proposal with examples as they may be shown */
  public static Map<String, Object> of(DriftProposal proposal) {
    DriftProposal.Drift drift = proposal.drift();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("contract", proposal.contract());
    object.put("version", proposal.version());
    object.put("field", drift.field());
    object.put("kind", drift.kind().word());
    object.put("column", drift.column());
    object.put("type", drift.type() == null ? null : drift.type().sql());
    object.put("likeness", drift.likeness());
    object.put("policy", proposal.policy().word());
    object.put("records", proposal.evidence().records());
    object.put("batches", proposal.evidence().batches());
    object.put("lastBatch", proposal.evidence().lastBatch().value());
    object.put("flows", proposal.evidence().flows());
    object.put("firstSeen", Times.text(proposal.evidence().first()));
    object.put("lastSeen", Times.text(proposal.evidence().last()));
    object.put("examples", drift.examples());
    return object;
  }

  public static Map<String, Object> of(Accepted accepted) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("at", Times.text(accepted.at()));
    object.put("by", accepted.actor());
    object.put("contract", accepted.contract());
    object.put("from", accepted.before());
    object.put("to", accepted.after());
    object.put("field", accepted.field());
    object.put("kind", accepted.kind().word());
    object.put("column", accepted.column());
    return object;
  }

  public static Map<String, Object> of(Declined declined) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("at", Times.text(declined.at()));
    object.put("by", declined.actor());
    object.put("contract", declined.contract());
    object.put("version", declined.version());
    object.put("field", declined.field());
    object.put("kind", declined.kind().word());
    object.put("column", declined.column());
    object.put("why", declined.reason());
    return object;
  }
}
