package dev.caravan.quality;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.Type;
import dev.caravan.catalog.DriftProposal.Drift;
import dev.caravan.contract.Contract;
import dev.caravan.contract.ContractDiff;
import dev.caravan.contract.ContractEdit;
import dev.caravan.contract.ContractReader;
import dev.caravan.contract.ContractTypes;
import dev.caravan.contract.ContractVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The contract that proposals make of another one.
 *
 * @param text of the file, with the next version
 * @param diff against the contract as it is
 */
public record AcceptedDrift(String text, Contract contract, ContractDiff diff) {

  /**
   * Applies proposals to a contract; nothing is written.
   *
   * @param file how messages name it
   * @param text of the contract as it is
   * @param dataset name of the schema object
   * @param version to write, or null for the next one by semantic versioning
   * @throws CaravanException CONTRACT_EDIT when the file cannot be changed so, or what is wrong with it then
   */
  public static AcceptedDrift of(String reference, String file, String text, String dataset, List<Drift> drifts, String version) {
    Contract before = ContractReader.read(reference, file, text);
    Contract.Dataset object = before.dataset(dataset).orElseThrow();
    ContractEdit edit = new ContractEdit(file, text);
    for (Drift drift : drifts) {
      apply(edit, object, drift);
    }
    ContractDiff diff = ContractDiff.between(before, ContractReader.read(reference, file, edit.text()));
    edit.version(version == null ? next(before, diff, object) : version);
    return new AcceptedDrift(edit.text(), ContractReader.read(reference, file, edit.text()), diff);
  }

  /** Whether the contract says already what the proposal asks for. */
  public static boolean settled(Contract.Dataset dataset, Drift drift) {
    return switch (drift.kind()) {
      case NEW, RENAMED -> dataset.properties().stream().anyMatch(property -> drift.field().equals(property.physicalName() == null ? property.name() : property.physicalName()));
      case GONE -> dataset.property(drift.column()).isEmpty();
      case WIDENED -> dataset.property(drift.column()).map(property -> ContractTypes.of(property).equals(drift.type())).orElse(true);
      case NARROWED -> dataset.property(drift.column()).map(property -> property.customProperties().flag("caravan.coerce")).orElse(true);
    };
  }

  private static String next(Contract before, ContractDiff diff, Contract.Dataset dataset) {
    return ContractVersion.after(before.version(), diff.compatibility()).orElseThrow(() -> new CaravanException(
        Problem.of(ErrorCode.CONTRACT_EDIT, dataset.place(), "which version comes next cannot be told")
            .required("a version such as 1.2.0", "'" + before.version() + "'")
            .next("Say it: --version V.")));
  }

  private static void apply(ContractEdit edit, Contract.Dataset dataset, Drift drift) {
    switch (drift.kind()) {
      case NEW -> edit.add(dataset.name(), added(drift));
      case RENAMED -> edit.set(dataset.name(), drift.column(), "physicalName", drift.field());
      case NARROWED -> edit.allow(dataset.name(), drift.column(), "caravan.coerce");
      case WIDENED -> widen(edit, dataset, drift);
      case GONE -> gone(edit, dataset, drift);
    }
  }

  private static Map<String, String> added(Drift drift) {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("name", drift.column());
    if (!drift.column().equals(drift.field())) {
      keys.put("physicalName", drift.field());
    }
    keys.putAll(typed(drift.type()));
    return keys;
  }

  // The key of a row does not become another one by being absent.
  private static void gone(ContractEdit edit, Contract.Dataset dataset, Drift drift) {
    Contract.Property property = property(dataset, drift);
    if (property.primaryKey()) {
      throw new CaravanException(
          Problem.of(ErrorCode.CONTRACT_EDIT, property.place(), "the key '" + property.name() + "' is gone, and no row can do without")
              .next("Find out from the sender what identifies a record now, and change the contract by hand."));
    }
    if (property.required()) {
      edit.set(dataset.name(), property.name(), "required", "false");
    } else {
      edit.remove(dataset.name(), property.name());
    }
  }

  private static void widen(ContractEdit edit, Contract.Dataset dataset, Drift drift) {
    Contract.Property property = property(dataset, drift);
    Map<String, String> type = typed(drift.type());
    boolean number = type.get("logicalType").equals("number") && "integer".equals(property.logicalType());
    if (!property.options().values().isEmpty() && !(number && property.options().text("format").isEmpty())) {
      edit.set(dataset.name(), property.name(), "logicalTypeOptions", null);
    }
    edit.set(dataset.name(), property.name(), "logicalType", type.get("logicalType"));
    edit.set(dataset.name(), property.name(), "physicalType", type.get("physicalType"));
  }

  private static Contract.Property property(Contract.Dataset dataset, Drift drift) {
    return dataset.property(drift.column()).orElseThrow(() -> new CaravanException(
        Problem.of(ErrorCode.CONTRACT_EDIT, dataset.place(), "the contract has no property '" + drift.column() + "' any more")
            .next("Accept the other proposals one by one: --field NAME.")));
  }

  /** As contracts write a type; keys without a value are left out. */
  private static Map<String, String> typed(Type type) {
    Map<String, String> keys = new LinkedHashMap<>();
    if (type instanceof Type.Bool) {
      keys.put("logicalType", "boolean");
    } else if (type instanceof Type.Int integer) {
      keys.put("logicalType", "integer");
      if (integer.bits() != 64) {
        keys.put("physicalType", integer.sql());
      }
    } else if (type instanceof Type.Decimal decimal) {
      keys.put("logicalType", decimal.scale() == 0 ? "integer" : "number");
      if (decimal.scale() == 0 || decimal.precision() != 38 || decimal.scale() != 10) {
        keys.put("physicalType", decimal.sql());
      }
    } else if (type instanceof Type.Floating floating) {
      keys.put("logicalType", "number");
      keys.put("physicalType", floating.sql());
    } else if (type instanceof Type.Json) {
      keys.put("logicalType", "object");
    } else if (type instanceof Type.Text) {
      keys.put("logicalType", "string");
    } else {
      keys.put("logicalType", type instanceof Type.Date ? "date" : type instanceof Type.Time ? "time" : "timestamp");
    }
    return keys;
  }
}
