package dev.caravan.deadletter;

import dev.caravan.CaravanException;
import dev.caravan.batch.Format;
import dev.caravan.batch.Reject.Failure;
import dev.caravan.batch.Segment;
import dev.caravan.batch.SegmentWriter;
import dev.caravan.catalog.DriftProposal;
import dev.caravan.catalog.Ledger;
import dev.caravan.contract.Contracts;
import dev.caravan.contract.SensitiveFields;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hides, in what is shown of rejects and of proposals, the values of fields that their contracts classify as sensitive.
 * When the contract is not there any more, or a record cannot be taken apart, all of it is hidden.
 * Thread-safe.
 */
public final class RejectMask {
  private final Ledger ledger;
  private final Contracts contracts;
  private final Map<String, Optional<SensitiveFields>> known = new ConcurrentHashMap<>();
  private final Map<String, String> unread = new ConcurrentHashMap<>();

  public RejectMask(Ledger ledger, Contracts contracts) {
    this.ledger = ledger;
    this.contracts = contracts;
  }

  /** Of contracts that could not be read, so that all values of their records were hidden: reference to why. */
  public Map<String, String> unread() {
    return new TreeMap<>(unread);
  }

  /** The reject without sensitive values. */
  public KeptReject mask(KeptReject reject) {
    List<Failure> failures = reject.failures().stream().map(failure -> mask(reject.contract(), failure)).toList();
    return new KeptReject(
        reject.batch(), reject.ordinal(), reject.flow(), reject.pointer(), reject.contract(), reject.version(), reject.step(),
        reject.attempts(), reject.firstSeen(), reject.lastSeen(), reject.status(), failures);
  }

  /**
   * A failure without a sensitive value.
   *
   * @param contract that the record broke, or null
   */
  public Failure mask(String contract, Failure failure) {
    if (failure.got() == null || contract == null) {
      return failure;
    }
    Optional<SensitiveFields> sensitive = sensitive(contract);
    boolean hidden =
        sensitive.isEmpty()
            || !sensitive.get().isEmpty()
                && (failure.field() == null || sensitive.get().contains(failure.field()) || sensitive.get().mentionedIn(failure.required()));
    return hidden ? new Failure(failure.field(), failure.rule(), failure.required(), RecordMask.BLANK) : failure;
  }

  /**
   * Whether values of a column are hidden; of any column at all, for null.
   *
   * @param contract that rows are checked by, or null
   */
  public boolean hides(String contract, String column) {
    return contract != null && sensitive(contract).map(fields -> column == null ? !fields.isEmpty() : fields.contains(column)).orElse(true);
  }

  /** The proposal with examples of values as they may be shown. */
  public DriftProposal mask(DriftProposal proposal) {
    DriftProposal.Drift drift = proposal.drift();
    List<String> examples = drift.examples().stream().map(example -> example(proposal.contract(), drift, example)).toList();
    DriftProposal.Drift masked = new DriftProposal.Drift(drift.kind(), drift.field(), drift.column(), drift.type(), drift.likeness(), drift.records(), examples);
    return new DriftProposal(proposal.contract(), proposal.version(), proposal.fingerprint(), masked, proposal.policy(), proposal.evidence(), proposal.state());
  }

  // A renamed field is as sensitive as the column it was, and an object may have a sensitive field in it.
  private String example(String contract, DriftProposal.Drift drift, String example) {
    Optional<SensitiveFields> sensitive = sensitive(contract);
    if (sensitive.isEmpty() || sensitive.get().contains(drift.field()) || sensitive.get().contains(drift.column())) {
      return RecordMask.BLANK;
    }
    boolean plain = sensitive.get().isEmpty() || !example.strip().startsWith("{") && !example.strip().startsWith("[");
    return plain ? example : RecordMask.json(example, sensitive.get()).orElse(RecordMask.BLANK);
  }

  /** The raw record without sensitive values, in UTF-8. */
  public byte[] raw(RejectFinder.Shown shown) {
    String contract = shown.reject().contract();
    Optional<SensitiveFields> sensitive = contract == null ? Optional.of(SensitiveFields.NONE) : sensitive(contract);
    if (sensitive.isPresent() && sensitive.get().isEmpty()) {
      return shown.raw();
    }
    return sensitive.flatMap(fields -> masked(shown, fields)).orElse(RecordMask.BLANK).getBytes(StandardCharsets.UTF_8);
  }

  private Optional<String> masked(RejectFinder.Shown shown, SensitiveFields sensitive) {
    Optional<Segment> segment =
        ledger.batch(shown.reject().batch()).map(Ledger.BatchRecord::segment).map(Path::of).filter(SegmentWriter::exists).map(SegmentWriter::described);
    return segment.flatMap(
        described ->
            decoded(shown.raw(), described)
                .flatMap(
                    text ->
                        described.format() == Format.CSV
                            ? RecordMask.csv(text, described.dialect(), described.header(), sensitive)
                            : RecordMask.json(text, sensitive)));
  }

  private static Optional<String> decoded(byte[] raw, Segment segment) {
    try {
      return Optional.of(Charset.forName(segment.encoding()).newDecoder().decode(ByteBuffer.wrap(raw)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** Empty when nobody can tell. */
  private Optional<SensitiveFields> sensitive(String contract) {
    return known.computeIfAbsent(contract, this::read);
  }

  private Optional<SensitiveFields> read(String contract) {
    try {
      return Optional.of(SensitiveFields.of(contracts.contract(contract)));
    } catch (CaravanException e) {
      unread.put(contract, e.problems().get(0).message());
      return Optional.empty();
    }
  }
}
