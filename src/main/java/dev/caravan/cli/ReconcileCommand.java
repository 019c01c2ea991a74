package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.catalog.Datasets;
import dev.caravan.catalog.Discrepancy;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Lakes;
import dev.caravan.catalog.Ledger;
import dev.caravan.catalog.Ledgers;
import dev.caravan.catalog.ProcessOwner;
import dev.caravan.catalog.Reconciliation;
import dev.caravan.runtime.CaravanConfig;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code caravan reconcile}: whether ledger and lake tell the same story, after one of them was restored. */
@Command(
    name = "reconcile",
    description = "Compare the ledger with what lies in the lake, after a restore above all; exit code 1 when they differ.")
final class ReconcileCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(names = "--lake", paramLabel = "TARGET", description = "A lake to look at besides that of the data folder: a folder, or s3://bucket/prefix.")
  private List<String> targets = new ArrayList<>();

  @Option(names = "--repair", description = "Mend what can be mended without losing anything.")
  private boolean repair;

  @Option(names = "--withdraw", paramLabel = "FLOW", description = "Hide the batches of this flow that the ledger does not know, so that the flow reads their input again and lands it once.")
  private String withdraw;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private OutputFormat format;

  @Override
  public Integer call() {
    CaravanConfig config = data.config();
    boolean changes = repair || withdraw != null;
    List<Discrepancy> found;
    List<Discrepancy> mended = new ArrayList<>();
    try (JdbcLedger ledger = changes ? Ledgers.open(config.ledger(), Clock.systemUTC()) : Ledgers.openReadOnly(config.ledger(), Clock.systemUTC())) {
      Reconciliation reconciliation = new Reconciliation(ledger, lakes(config));
      found = reconciliation.look();
      if (repair) {
        mended.addAll(reconciliation.repair(found));
      }
      if (withdraw != null) {
        mended.addAll(withdrawn(ledger, config, reconciliation, found));
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case JSON -> out.println(Json.print(found.stream().map(each -> json(each, mended.contains(each))).toList()));
      case TEXT -> text(found, mended, out);
    }
    return mended.size() == found.size() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private List<Datasets> lakes(CaravanConfig config) {
    Lakes lakes = new Lakes(config.data(), () -> config.s3().client());
    List<Datasets> looked = new ArrayList<>(List.of(lakes.local()));
    targets.stream().filter(target -> !target.equals(Lakes.DEFAULT)).distinct().forEach(target -> looked.add(lakes.lake(target)));
    return looked;
  }

  // A flow that runs meanwhile might land what is being hidden.
  private List<Discrepancy> withdrawn(JdbcLedger ledger, CaravanConfig config, Reconciliation reconciliation, List<Discrepancy> found) {
    String owner = ProcessOwner.current().name();
    String lease = Ledger.leaseOf(withdraw);
    if (!ledger.lease(lease, owner, config.lease())) {
      throw new CaravanException(
          Problem.of(ErrorCode.LEDGER_CONFLICT, null, "Another process works on flow " + withdraw).next("Stop it, or wait until it has ended; nothing was hidden."));
    }
    try {
      return reconciliation.withdraw(withdraw, found);
    } finally {
      ledger.release(lease, owner);
    }
  }

  private static void text(List<Discrepancy> found, List<Discrepancy> mended, PrintWriter out) {
    if (found.isEmpty()) {
      out.println("Ledger and lake agree.");
      return;
    }
    for (Discrepancy each : found) {
      out.println((each.flow() == null ? "" : each.flow() + ": ") + each.kind().sentence() + ": " + each.batch() + " in " + each.place());
    }
    out.println();
    found.stream().filter(each -> !mended.contains(each)).map(Discrepancy::kind).distinct().forEach(kind -> out.println("next, when " + kind.sentence() + ":\n    " + kind.next()));
    out.println(found.size() + (found.size() == 1 ? " difference" : " differences") + ", " + mended.size() + " mended.");
  }

  private static Map<String, Object> json(Discrepancy each, boolean mended) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("kind", each.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    object.put("flow", each.flow());
    object.put("batch", each.batch().value());
    object.put("place", each.place());
    object.put("mended", mended);
    return object;
  }
}
