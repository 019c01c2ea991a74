package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.batch.Sql;
import dev.caravan.catalog.Lakes;
import dev.caravan.catalog.ProcessOwner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan query}: SQL over what landed, also while flows are running. Reads only. */
@Command(
    name = "query",
    description = {
      "Run SQL over what landed: dataset retail/orders is retail.orders, a table of the warehouse is warehouse.<table>.",
      "'show tables' lists what there is."
    })
public final class QueryCommand implements Callable<Integer> {
  private static final Pattern SHOW_TABLES = Pattern.compile("\\s*show\\s+(all\\s+)?tables\\s*;?\\s*", Pattern.CASE_INSENSITIVE);
  private static final Pattern NO_TABLE = Pattern.compile("Table with name \"?([^\"\\s]+)\"? does not exist");

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "table", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private QueryFormat format;

  @Option(names = "--rows", paramLabel = "N", defaultValue = "100", description = "At most so many rows of a table (default: ${DEFAULT-VALUE}); csv and json have all.")
  private long rows;

  @Parameters(paramLabel = "SQL", description = "One query, quoted for the shell.")
  private String sql;

  @Override
  public Integer call() throws IOException {
    Path folder = data.config().data();
    Properties settings = new Properties();
    settings.setProperty("jdbc_stream_results", "true");
    settings.setProperty("memory_limit", "512MB");
    settings.setProperty("temp_directory", folder.resolve("spill").resolve(ProcessOwner.mark()).toString());
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings)) {
      LandedViews views = new LandedViews(connection, folder, new Lakes(folder, () -> null).local(), spec.commandLine().getErr());
      views.open();
      run(connection, views);
      return ExitCode.DONE;
    } catch (SQLException e) {
      throw new CaravanException(ErrorCode.QUERY_FAILED, "The query engine does not start: " + firstLine(e), e);
    }
  }

  private void run(Connection connection, LandedViews views) throws SQLException, IOException {
    PrintWriter out = spec.commandLine().getOut();
    String query = SHOW_TABLES.matcher(sql).matches() ? listing(views.tables()) : onlyReads(sql);
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(query)) {
      new QueryPrinter(out, rows).print(answer, format);
    } catch (SQLException e) {
      throw new CaravanException(problem(e, views.names()), e);
    }
  }

  // The function takes one query and nothing that writes: the engine would let COPY write into the data folder.
  private static String onlyReads(String query) {
    return "FROM query(" + Sql.text(query.strip()) + ")";
  }

  private static String listing(Map<String, Long> tables) {
    if (tables.isEmpty()) {
      return "SELECT NULL::VARCHAR AS name, NULL::BIGINT AS rows WHERE false";
    }
    return "FROM (VALUES "
        + String.join(", ", tables.entrySet().stream().map(table -> "(" + Sql.text(table.getKey()) + ", " + table.getValue() + "::BIGINT)").toList())
        + ") AS tables(name, rows)";
  }

  private static Problem problem(SQLException failure, List<String> names) {
    Problem problem = Problem.of(ErrorCode.QUERY_FAILED, null, "The query cannot be run: " + firstLine(failure));
    Matcher absent = NO_TABLE.matcher(String.valueOf(failure.getMessage()));
    if (!absent.find()) {
      return problem;
    }
    if (names.isEmpty()) {
      return problem.next("Nothing has landed in this data folder yet: run a flow, or name another folder with --data.");
    }
    return problem.next(nearest(absent.group(1), names));
  }

  // People leave the schema out, and the engine does not say which one they wrote: the last name counts.
  private static String nearest(String name, List<String> names) {
    Map<String, String> whole = new TreeMap<>();
    names.forEach(known -> whole.putIfAbsent(known.substring(known.lastIndexOf('.') + 1), known));
    return Nearest.to(name, whole.keySet())
        .map(near -> "did you mean '" + whole.get(near) + "'?")
        .orElseGet(() -> Nearest.hint(name, names));
  }

  private static String firstLine(SQLException failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }
}
