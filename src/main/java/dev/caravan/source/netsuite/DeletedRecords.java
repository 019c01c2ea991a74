package dev.caravan.source.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.source.http.RowDigests;
import dev.caravan.source.http.RowFile;
import dev.caravan.source.http.Tombstones;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Asks the account's table of deleted records what was deleted in the window. Its columns have one pair
 * of names in some accounts and another in others.
 */
final class DeletedRecords implements Deletions {
  private static final Names FIRST = new Names("recordid", "recordtypeid");
  private static final Names SECOND = new Names("internalid", "type");

  private final SuiteQl suiteQl;
  private final Tombstones tombstones;
  private final List<String> types;
  private final Duration overlap;
  private final RowsLanded landed;
  private Names names;

  /** What the columns of the record's id and of its type are called. */
  private record Names(String id, String type) {}

  /** Digests of what landed in a window. */
  interface RowsLanded {
    RowDigests of(long window);
  }

  /** @param types of records as the account spells them, at least one */
  DeletedRecords(SuiteQl suiteQl, Tombstones tombstones, List<String> types, Duration overlap, RowsLanded landed) {
    this.suiteQl = suiteQl;
    this.tombstones = tombstones;
    this.types = List.copyOf(types);
    this.overlap = overlap;
    this.landed = landed;
  }

  @Override
  public Gone gone(Stand window, Path folder) {
    if (window.since() == null) {
      // What was deleted before the first read began never landed.
      return Gone.NOTHING;
    }
    RowDigests before = landed.of(window.window() - 1);
    RowDigests toRemember = new RowDigests();
    RowFile file = new RowFile(folder.resolve("gone-" + window.window() + ".ndjson"));
    long[] known = new long[1];
    String[] last = new String[1];
    boolean more = true;
    while (more) {
      file.discardPage();
      SuiteQl.Page page =
          page(
              window,
              last[0],
              (json, length, values) -> {
                JsonNode row = Tombstones.tree(json, length);
                byte[] tombstone = tombstones.of(row.path(names.id()), values[1]);
                RowDigests.Digest digest = RowDigests.Digest.of(tombstone, tombstone.length);
                toRemember.add(digest);
                if (before.contains(digest)) {
                  known[0]++;
                } else {
                  file.add(tombstone, tombstone.length);
                }
                last[0] = values[0];
              });
      file.endPage();
      more = page.hasMore() && page.rows() > 0;
    }
    return Gone.of(file, known[0], toRemember);
  }

  private SuiteQl.Page page(Stand window, String after, SuiteQl.Rows rows) {
    if (names != null) {
      return page(names, window, after, rows);
    }
    names = FIRST;
    try {
      return page(FIRST, window, after, rows);
    } catch (CaravanException first) {
      if (!is(first, ErrorCode.NETSUITE_QUERY)) {
        names = null;
        throw is(first, ErrorCode.NETSUITE_TABLE) ? notServed(first) : first;
      }
      names = SECOND;
      return page(SECOND, window, after, rows);
    }
  }

  private SuiteQl.Page page(Names columns, Stand window, String after, SuiteQl.Rows rows) {
    List<String> conditions = new ArrayList<>();
    conditions.add(columns.type() + types.stream().map(type -> "'" + type.replace("'", "''") + "'").collect(Collectors.joining(", ", " IN (", ")")));
    conditions.addAll(KeyedQuery.window("deleteddate", ServerClock.minus(window.since(), overlap), window.until()));
    if (after != null) {
      conditions.add(columns.id() + " > " + KeyedQuery.literal(after));
    }
    String sql =
        new SelectStatement("", "deletedrecord", "")
            .select(columns.id() + ", TO_CHAR(SYS_EXTRACT_UTC(deleteddate), 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') AS deletedat", conditions, columns.id());
    return suiteQl.page(sql, SuiteQl.PAGE, List.of(columns.id(), "deletedat"), rows);
  }

  private static boolean is(CaravanException failure, ErrorCode code) {
    return failure.problems().get(0).code() == code;
  }

  private static CaravanException notServed(CaravanException cause) {
    return new CaravanException(
        Problem.of(ErrorCode.NETSUITE_TABLE, null, "The role may not read the table of deleted records: " + cause.problems().get(0).message())
            .next("Give the role the permission Deleted Records, or set `deletes: snapshot`, which compares keys."),
        cause);
  }
}
