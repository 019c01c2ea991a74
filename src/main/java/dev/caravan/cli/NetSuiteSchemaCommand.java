package dev.caravan.cli;

import dev.caravan.runtime.CaravanConfig;
import dev.caravan.source.netsuite.ColumnSchema;
import dev.caravan.source.netsuite.TableSchema;
import dev.caravan.source.netsuite.TableSchemaJson;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan netsuite schema}: the tables of an account, or the columns of one. */
@Command(
    name = "schema",
    description = {
      "List the tables that the catalogue of an account describes, or learn the columns of one: from the catalogue, a page of rows and probes.",
      "What was learnt of a table is kept in the data folder. `caravan contract infer --netsuite TABLE` makes a contract of it."
    })
final class NetSuiteSchemaCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;
  @Mixin private NetSuiteSchemas schemas;

  @Parameters(paramLabel = "TABLE", arity = "0..1", description = "A table of SuiteQL, such as customer.")
  private String table;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private OutputFormat format;

  @Override
  public Integer call() {
    CaravanConfig config = data.config();
    PrintWriter out = spec.commandLine().getOut();
    if (table == null) {
      tables(out, schemas.tables(config));
    } else {
      columns(out, schemas.table(config, table));
    }
    out.flush();
    return ExitCode.DONE;
  }

  private void tables(PrintWriter out, Map<String, List<String>> tables) {
    switch (format) {
      case JSON -> out.println(Json.print(tables));
      case TEXT -> {
        Table text = new Table("table", "record types");
        tables.forEach((name, types) -> text.add(name, String.join(", ", types)));
        text.print(out);
        out.println("The catalogue knows records only: tables such as transactionline can be asked for by name too.");
      }
    }
  }

  private void columns(PrintWriter out, TableSchema schema) {
    switch (format) {
      case JSON -> out.println(TableSchemaJson.write(schema).toPrettyString());
      case TEXT -> {
        out.println(
            schema.table() + ": " + schema.columns().size() + " columns, " + schema.sampled() + " rows sampled " + schema.discovered().truncatedTo(ChronoUnit.SECONDS)
                + (schema.key().isEmpty() ? ", no key known" : ", key " + String.join(", ", schema.key())));
        schema.notes().forEach(note -> out.println("note: " + note));
        Table text = new Table("column", "type", "null", "references", "custom", "where from");
        for (ColumnSchema column : schema.columns()) {
          text.add(
              column.name(), column.type().name().toLowerCase(Locale.ROOT), column.required() ? "never" : "", column.references(), column.custom() ? "custom" : "",
              column.typeFrom() + "; " + column.requiredFrom());
        }
        text.print(out);
        out.println();
        out.println(schema.query());
      }
    }
  }
}
