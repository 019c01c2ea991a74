package dev.caravan.cli;

import dev.caravan.batch.Reject.Failure;
import dev.caravan.catalog.DriftProposal;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledgers;
import dev.caravan.contract.Contracts;
import dev.caravan.deadletter.KeptReject;
import dev.caravan.deadletter.RejectFinder;
import dev.caravan.deadletter.RejectLooks;
import dev.caravan.deadletter.RejectMask;
import dev.caravan.runtime.CaravanConfig;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option by which sensitive values of rejects and proposals are shown, to those who may see them, and written down. */
final class UnmaskedOption {
  @Option(names = "--unmasked", description = "Show sensitive values too. For users named by caravan.rejects.unmasked-for; each look is audited.")
  private boolean unmasked;

  /** Rejects and proposals as this command may show them. */
  interface View {
    KeptReject reject(KeptReject reject);

    byte[] raw(RejectFinder.Shown shown);

    Failure failure(String contract, Failure failure);

    DriftProposal proposal(DriftProposal proposal);

    /** Whether values of a column are not to be seen; of any column, for null. */
    boolean hides(String contract, String column);

    /** Contracts without which nobody knows what may be shown, so that nothing was: reference to why they cannot be read. */
    Map<String, String> unread();

    /** Says of each of them, in one line, that values are hidden and what to do. */
    default void tellUnread(PrintWriter err) {
      unread().forEach((contract, why) -> err.println("Values are hidden, for which of them are sensitive is not known without contract " + contract + ": " + why + ". Give its folder: -p caravan.contracts=DIR"));
    }
  }

  /**
   * Opens the ledger to look at, once the look is audited if it has to be.
   *
   * @param what is looked at
   * @throws dev.caravan.CaravanException REJECT_MASKED
   */
  JdbcLedger open(CaravanConfig config, String command, String what) {
    if (unmasked) {
      try (JdbcLedger ledger = Ledgers.open(config.ledger(), Clock.systemUTC())) {
        new RejectLooks(ledger.database(), Clock.systemUTC(), config.rejects().unmaskedFor()).ask(System.getProperty("user.name"), command, what);
      }
    }
    return Ledgers.openReadOnly(config.ledger(), Clock.systemUTC());
  }

  /** To be used while the ledger is open. */
  View view(CaravanConfig config, JdbcLedger ledger) {
    return unmasked ? new Whole() : new Masked(new RejectMask(ledger, new Contracts(List.of(config.contracts()))));
  }

  private record Whole() implements View {
    @Override
    public KeptReject reject(KeptReject reject) {
      return reject;
    }

    @Override
    public byte[] raw(RejectFinder.Shown shown) {
      return shown.raw();
    }

    @Override
    public Failure failure(String contract, Failure failure) {
      return failure;
    }

    @Override
    public DriftProposal proposal(DriftProposal proposal) {
      return proposal;
    }

    @Override
    public boolean hides(String contract, String column) {
      return false;
    }

    @Override
    public Map<String, String> unread() {
      return Map.of();
    }
  }

  private record Masked(RejectMask mask) implements View {
    @Override
    public KeptReject reject(KeptReject reject) {
      return mask.mask(reject);
    }

    @Override
    public byte[] raw(RejectFinder.Shown shown) {
      return mask.raw(shown);
    }

    @Override
    public Failure failure(String contract, Failure failure) {
      return mask.mask(contract, failure);
    }

    @Override
    public DriftProposal proposal(DriftProposal proposal) {
      return mask.mask(proposal);
    }

    @Override
    public boolean hides(String contract, String column) {
      return mask.hides(contract, column);
    }

    @Override
    public Map<String, String> unread() {
      return mask.unread();
    }
  }
}
