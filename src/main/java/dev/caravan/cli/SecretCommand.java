package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.Secret;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledgers;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.RuntimeSecrets;
import dev.caravan.security.Access;
import dev.caravan.security.EncryptedFile;
import dev.caravan.security.KeptAccesses;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan secret}: what the encrypted file holds, and who used any secret. */
@Command(
    name = "secret",
    description = {
      "Keep secrets in the encrypted file.",
      "A value is typed without being shown, or read from the standard input; never from the command line, which others can see."
    })
final class SecretCommand implements Runnable {
  private final InputStream in;

  @Spec private CommandSpec spec;

  SecretCommand() {
    this(System.in);
  }

  SecretCommand(InputStream in) {
    this.in = in;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(name = "set", description = "Set a new secret.")
  int set(@Mixin DataOption data, @Parameters(paramLabel = "NAME", description = "For instance shop/db-password.") String name) {
    changed(data, name, Access.Action.SET, file -> {
      file.set(name, value(name));
      return "Secret '" + name + "' is set.";
    });
    return ExitCode.DONE;
  }

  @Command(name = "rotate", description = "Put a new value in place of the old one; running flows use it within caravan.secrets.cache, or as soon as the old one is refused.")
  int rotate(@Mixin DataOption data, @Parameters(paramLabel = "NAME", description = "A secret that is set.") String name) {
    changed(data, name, Access.Action.ROTATE, file -> {
      // Asked before anything is typed.
      file.read(name);
      return "Secret '" + name + "' is at version " + file.rotate(name, value(name)) + ".";
    });
    return ExitCode.DONE;
  }

  @Command(name = "remove", description = "Remove a secret.")
  int remove(@Mixin DataOption data, @Parameters(paramLabel = "NAME", description = "A secret that is set.") String name) {
    changed(data, name, Access.Action.REMOVE, file -> {
      file.remove(name);
      return "Secret '" + name + "' is removed.";
    });
    return ExitCode.DONE;
  }

  @Command(name = "list", description = "List the names in the encrypted file; never a value.")
  int list(@Mixin DataOption data, @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
          OutputFormat format) {
    List<EncryptedFile.Entry> entries = data.config().secrets().file().list();
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case JSON -> out.println(Json.print(entries.stream().map(SecretCommand::json).toList()));
      case TEXT -> {
        if (entries.isEmpty()) {
          out.println("No secrets yet. Set one: caravan secret set <name>");
        } else {
          Table table = new Table("secret", "version", "changed");
          entries.forEach(entry -> table.add(entry.name(), entry.version(), entry.changed().truncatedTo(ChronoUnit.SECONDS)));
          table.print(out);
        }
      }
    }
    return ExitCode.DONE;
  }

  @Command(name = "audit", description = "Show who used which secret of any store, and when; the newest first.")
  int audit(
      @Mixin DataOption data,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most so many (default: ${DEFAULT-VALUE}).") int limit,
      @Option(names = "--format", defaultValue = "text", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).") OutputFormat format) {
    List<KeptAccesses.Entry> entries;
    try (JdbcLedger ledger = Ledgers.openReadOnly(data.config().ledger(), Clock.systemUTC())) {
      entries = KeptAccesses.latest(ledger.database(), limit);
    }
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case JSON -> out.println(Json.print(entries.stream().map(SecretCommand::json).toList()));
      case TEXT -> {
        Table table = new Table("when", "secret", "used by", "action", "outcome", "uses", "operator");
        for (KeptAccesses.Entry entry : entries) {
          Access access = entry.access();
          table.add(access.at().truncatedTo(ChronoUnit.SECONDS), access.name(), access.user(), action(access), access.outcome(), access.uses(), entry.operator());
        }
        table.print(out);
      }
    }
    return ExitCode.DONE;
  }

  private Secret value(String name) {
    return SecretInput.of(in).read("Value of '" + name + "'", "caravan secret set " + name);
  }

  private interface Change {
    String in(EncryptedFile file);
  }

  private void changed(DataOption data, String name, Access.Action action, Change change) {
    CaravanConfig config = data.config();
    try (JdbcLedger ledger = Ledgers.open(config.ledger(), Clock.systemUTC());
        RuntimeSecrets secrets = config.secrets()) {
      secrets.audit(ledger);
      String outcome = Access.DONE;
      try {
        spec.commandLine().getOut().println(change.in(secrets.file()));
      } catch (CaravanException e) {
        outcome = e.code().code();
        throw e;
      } finally {
        secrets.accesses().note(new Access(Clock.systemUTC().instant(), EncryptedFile.STORE + ":" + name, "command line", action, outcome, 1));
      }
    }
  }

  private static Map<String, Object> json(EncryptedFile.Entry entry) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("secret", entry.name());
    object.put("version", entry.version());
    object.put("changed", Json.time(entry.changed()));
    return object;
  }

  private static Map<String, Object> json(KeptAccesses.Entry entry) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("when", Json.time(entry.access().at()));
    object.put("secret", entry.access().name());
    object.put("used_by", entry.access().user());
    object.put("action", action(entry.access()));
    object.put("outcome", entry.access().outcome());
    object.put("uses", entry.access().uses());
    object.put("operator", entry.operator());
    object.put("process", entry.process());
    return object;
  }

  private static String action(Access access) {
    return access.action().name().toLowerCase(Locale.ROOT);
  }
}
