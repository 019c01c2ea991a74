package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledgers;
import dev.caravan.deadletter.Replays;
import dev.caravan.runtime.CaravanConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan rejects edit}. */
@Command(name = "edit", description = "Mend a reject: give the record as it should have come. What came is kept beside it.")
final class RejectsEditCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Parameters(paramLabel = "ID", description = "As `caravan rejects list` prints it.")
  private String id;

  @ArgGroup(multiplicity = "1")
  private Content content;

  /** Where the record comes from. */
  private static final class Content {
    @Option(names = "--raw", paramLabel = "TEXT", description = "The whole record, as `caravan rejects show` prints it after raw.")
    private String text;

    @Option(names = "--file", paramLabel = "FILE", description = "A file with the record in UTF-8; - reads it from standard input.")
    private Path file;
  }

  @Override
  public Integer call() {
    CaravanConfig config = data.config();
    try (JdbcLedger ledger = Ledgers.open(config.ledger(), Clock.systemUTC())) {
      new Replays(ledger, config.data().resolve("segments"), Clock.systemUTC(), System.getProperty("user.name")).edit(id, record());
    }
    spec.commandLine().getOut().println("Mended " + id + "; `caravan rejects replay " + id + "` sends it through its flow, with --dry-run to see what would become of it.");
    return ExitCode.DONE;
  }

  private byte[] record() {
    try {
      String text = content.text != null ? content.text : new String(content.file.toString().equals("-") ? System.in.readAllBytes() : Files.readAllBytes(content.file), StandardCharsets.UTF_8);
      // The line end behind it belongs to the file, not to the record.
      return text.replaceFirst("\\R\\z", "").getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CaravanException(Problem.of(ErrorCode.FILE_NOT_FOUND, null, "The record cannot be read from " + content.file + ": " + e.getMessage()), e);
    }
  }
}
