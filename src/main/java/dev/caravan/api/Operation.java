package dev.caravan.api;

import dev.caravan.security.Permission;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything that can be asked for by REST, once: how it is called, and what it takes. The description of the interface,
 * {@code openapi/caravan-v1.yaml}, has the same operations with what they take and answer; a test compares the two.
 */
public enum Operation {
  SHOW_OVERVIEW("GET", "/overview", Permission.API_READ),
  LIST_BUDGETS("GET", "/budgets", Permission.API_READ),
  LIST_FLOWS("GET", "/flows", Permission.API_READ),
  SHOW_FLOW("GET", "/flows/{flow}", Permission.API_READ),
  SUSPEND_FLOW("POST", "/flows/{flow}/suspend", Permission.FLOW_CONTROL),
  RESUME_FLOW("POST", "/flows/{flow}/resume", Permission.FLOW_CONTROL),
  STOP_FLOW("POST", "/flows/{flow}/stop", Permission.FLOW_CONTROL),
  START_FLOW("POST", "/flows/{flow}/start", Permission.FLOW_CONTROL),
  BACKFILL_FLOW("POST", "/flows/{flow}/backfill", Permission.FLOW_CONTROL),
  LIST_TASKS("GET", "/tasks", Permission.API_READ),
  SHOW_TASK("GET", "/tasks/{task}", Permission.API_READ),
  WATCH_TASK("GET", "/tasks/{task}/events", Permission.API_READ),
  LIST_RUNS("GET", "/runs", Permission.API_READ),
  SHOW_RUN("GET", "/runs/{run}", Permission.API_READ),
  LIST_BATCHES("GET", "/runs/{run}/batches", Permission.API_READ),
  SHOW_BATCH("GET", "/batches/{batch}", Permission.API_READ),
  SHOW_PROFILE("GET", "/batches/{batch}/profile", Permission.API_READ),
  LIST_REJECT_TREND("GET", "/reject-trend", Permission.API_READ),
  LIST_REJECTS("GET", "/rejects", Permission.API_READ),
  COUNT_REJECTS("GET", "/reject-counts", Permission.API_READ),
  SHOW_REJECT("GET", "/rejects/{reject}", Permission.API_READ),
  SHOW_REJECT_UNMASKED("GET", "/rejects/{reject}/unmasked", Permission.REJECT_UNMASK),
  EDIT_REJECT("PUT", "/rejects/{reject}/record", Permission.REJECT_MEND),
  DROP_REJECTS("POST", "/rejects/drop", Permission.REJECT_MEND),
  REPLAY_REJECTS("POST", "/rejects/replay", Permission.REJECT_MEND),
  DRY_RUN_REJECTS("POST", "/rejects/dry-run", Permission.REJECT_MEND),
  LIST_CONTRACTS("GET", "/contracts", Permission.API_READ),
  SHOW_CONTRACT("GET", "/contracts/{system}/{entity}", Permission.API_READ),
  LIST_DRIFT("GET", "/drift", Permission.API_READ),
  ACCEPT_DRIFT("POST", "/contracts/{system}/{entity}/drift/accept", Permission.DRIFT_DECIDE),
  DECLINE_DRIFT("POST", "/contracts/{system}/{entity}/drift/decline", Permission.DRIFT_DECIDE),
  LIST_AUDIT("GET", "/audit", Permission.AUDIT_READ);

  /** Where the interface begins on the HTTP port. */
  public static final String BASE = "/api/v1";

  private final String method;
  private final String path;
  private final Permission permission;

  Operation(String method, String path, Permission permission) {
    this.method = method;
    this.path = path;
    this.permission = permission;
  }

  public String method() {
    return method;
  }

  /** Below {@link #BASE}; parameters stand in braces. */
  public String path() {
    return path;
  }

  public Permission permission() {
    return permission;
  }

  /** As the description calls it: {@code listRejects}. */
  public String id() {
    String[] words = name().toLowerCase(Locale.ROOT).split("_");
    StringBuilder id = new StringBuilder(words[0]);
    Arrays.stream(words).skip(1).forEach(word -> id.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1)));
    return id.toString();
  }

  /** Whether it is written down who did it: all that changes something, or shows what is hidden from others. */
  public boolean audited() {
    return !method.equals("GET") || permission == Permission.REJECT_UNMASK;
  }

  /** The one that a call means. @param path as it came, still encoded */
  public static Optional<Operation> of(String method, String path) {
    return at(path).stream().filter(operation -> operation.method.equals(method)).findFirst();
  }

  /** All at a path, whatever the method. */
  public static List<Operation> at(String path) {
    String[] parts = path.startsWith(BASE + "/") ? path.substring(BASE.length()).split("/", -1) : new String[0];
    List<Operation> fitting = Arrays.stream(values()).filter(operation -> operation.fits(parts)).toList();
    // A literal part means more than a parameter.
    return fitting.stream().filter(operation -> fitting.stream().noneMatch(other -> other.parameters() < operation.parameters())).toList();
  }

  private boolean fits(String[] parts) {
    String[] own = path.split("/", -1);
    if (own.length != parts.length) {
      return false;
    }
    for (int index = 0; index < own.length; index++) {
      boolean free = isParameter(own[index]);
      if (free ? parts[index].isEmpty() : !own[index].equals(parts[index])) {
        return false;
      }
    }
    return true;
  }

  private long parameters() {
    return Arrays.stream(path.split("/")).filter(Operation::isParameter).count();
  }

  static boolean isParameter(String part) {
    return part.startsWith("{");
  }
}
