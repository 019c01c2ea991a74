package dev.caravan.catalog;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;

/**
 * What a newer Caravan has done to a ledger, seen by an older one. The older one cannot know the migrations, but their
 * names say whether it may go on beside the newer one:
 *
 * <ul>
 *   <li>{@code V31__expand_<words>.sql} only adds: who does not know it goes on
 *   <li>{@code V40__contract_35_<words>.sql} takes away what is used no more since version 35 of the schema: who knows
 *       that version goes on, older ones are refused
 *   <li>under any other name it is one that no older Caravan goes on with
 * </ul>
 */
final class LaterMigrations {
  private static final Pattern EXPANDS = Pattern.compile("expand .+");
  private static final Pattern CONTRACTS = Pattern.compile("contract (\\d+) .+");

  private LaterMigrations() {}

  /**
   * @param migrations all that are known here, or applied there
   * @throws CaravanException LEDGER_SCHEMA when this version must not work on the ledger
   */
  static void refuse(MigrationInfo[] migrations) {
    List<MigrationInfo> all = List.of(migrations);
    MigrationVersion known =
        all.stream().filter(each -> each.getState().isResolved()).map(MigrationInfo::getVersion).max(Comparator.naturalOrder()).orElse(MigrationVersion.EMPTY);
    all.stream().filter(LaterMigrations::isLater).filter(each -> !leavesRoomFor(known, each)).findFirst().ifPresent(
        each -> {
          throw new CaravanException(
              Problem.of(ErrorCode.LEDGER_SCHEMA, null, "The ledger was made by a newer Caravan")
                  .required("a schema version this Caravan knows", "version " + each.getVersion() + " (" + each.getDescription() + ")"));
        });
  }

  private static boolean isLater(MigrationInfo migration) {
    return migration.getState() == MigrationState.FUTURE_SUCCESS || migration.getState() == MigrationState.FUTURE_FAILED;
  }

  private static boolean leavesRoomFor(MigrationVersion known, MigrationInfo later) {
    if (later.getState() == MigrationState.FUTURE_FAILED) {
      return false;
    }
    if (EXPANDS.matcher(later.getDescription()).matches()) {
      return true;
    }
    Matcher contracts = CONTRACTS.matcher(later.getDescription());
    return contracts.matches() && known.compareTo(MigrationVersion.fromVersion(contracts.group(1))) >= 0;
  }
}
