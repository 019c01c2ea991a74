package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.Secret;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledgers;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.security.Action;
import dev.caravan.security.KeptActions;
import dev.caravan.security.Role;
import dev.caravan.security.UserFile;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan user}: who may log in at the HTTP port. */
@Command(
    name = "user",
    description = {
      "Keep the users who may log in at the HTTP port: console, Jolokia and metrics.",
      "A password is typed without being shown, or read from the standard input; never from the command line, which others can see."
    })
final class UserCommand implements Runnable {
  private final InputStream in;

  @Spec private CommandSpec spec;

  UserCommand() {
    this(System.in);
  }

  UserCommand(InputStream in) {
    this.in = in;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(name = "add", description = "Add a user.")
  int add(
      @Mixin DataOption data,
      @Parameters(paramLabel = "NAME", description = "For instance anna.") String name,
      @Option(names = "--role", paramLabel = "ROLE", defaultValue = "viewer", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).") Role role) {
    change(data, name, "add user as " + role.word(), users -> users.add(name, role, password(name)));
    return told("User '" + name + "' is a " + role.word() + ".");
  }

  @Command(name = "password", description = "Give a user another password.")
  int password(@Mixin DataOption data, @Parameters(paramLabel = "NAME", description = "As `caravan user list` prints it.") String name) {
    change(data, name, "set password", users -> users.password(name, password(name)));
    return told("User '" + name + "' has another password.");
  }

  @Command(name = "role", description = "Give a user another role; browsers that are in have it at once.")
  int role(
      @Mixin DataOption data,
      @Parameters(paramLabel = "NAME", index = "0", description = "As `caravan user list` prints it.") String name,
      @Parameters(paramLabel = "ROLE", index = "1", description = "${COMPLETION-CANDIDATES}.") Role role) {
    change(data, name, "make " + role.word(), users -> users.role(name, role));
    return told("User '" + name + "' is a " + role.word() + ".");
  }

  @Command(name = "remove", description = "Remove a user; their browsers are out at once.")
  int remove(@Mixin DataOption data, @Parameters(paramLabel = "NAME", description = "As `caravan user list` prints it.") String name) {
    change(data, name, "remove user", users -> users.remove(name));
    return told("User '" + name + "' is removed.");
  }

  @Command(name = "list", description = "List users and their roles.")
  int list(
      @Mixin DataOption data,
      @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).") OutputFormat format) {
    Map<String, Role> roles = users(data.config()).roles();
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case JSON -> {
        List<Map<String, Object>> all = roles.entrySet().stream().map(user -> json(user.getKey(), user.getValue())).toList();
        out.println(Json.print(all));
      }
      case TEXT -> {
        if (roles.isEmpty()) {
          out.println("No users yet. Add one: caravan user add <name>");
        } else {
          Table table = new Table("user", "role");
          roles.forEach((name, role) -> table.add(name, role.word()));
          table.print(out);
        }
      }
    }
    return ExitCode.DONE;
  }

  private static Map<String, Object> json(String name, Role role) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("user", name);
    object.put("role", role.word());
    return object;
  }

  private static UserFile users(CaravanConfig config) {
    return new UserFile(config.http().access().users());
  }

  private int told(String what) {
    spec.commandLine().getOut().println(what);
    return ExitCode.DONE;
  }

  private Secret password(String name) {
    return SecretInput.of(in).read("Password of '" + name + "'", "caravan user add " + name);
  }

  private static void change(DataOption data, String name, String action, Consumer<UserFile> change) {
    CaravanConfig config = data.config();
    try (JdbcLedger ledger = Ledgers.open(config.ledger(), Clock.systemUTC())) {
      String outcome = Action.DONE;
      try {
        change.accept(users(config));
      } catch (CaravanException e) {
        outcome = e.code().code();
        throw e;
      } finally {
        new KeptActions(ledger.database())
            .note(new Action(Clock.systemUTC().instant(), System.getProperty("user.name", "unknown"), null, null, action, name, outcome, "command line"));
      }
    }
  }
}
