/** Documents of the REST interface, as far as the pages show them; `openapi/caravan-v1.yaml` describes them. */

export interface Page<Item> {
  items: Item[];
  /** To be given as `after`; null on the last page. */
  next: string | null;
}

export interface Items<Item> {
  items: Item[];
}

/** What became of records. */
export interface Counts {
  read: number;
  landed: number;
  rejected: number;
  deduplicated: number;
  filtered: number;
}

export interface FlowProblem {
  code: string;
  title: string;
  detail: string;
  next: string;
}

export interface Stop {
  at: string;
  by: string;
  why: string;
}

export interface Flow extends Counts {
  flow: string;
  state: 'waiting' | 'running' | 'idle' | 'failed';
  /** Suspended in this process until it ends; stopped in all processes until it is started. */
  route: 'running' | 'suspended' | 'stopping' | 'stopped';
  stopped: Stop | null;
  batches: number;
  rowsInHand: number;
  bytesDone: number;
  bytesKnown: number;
  /** The input in hand. */
  current: string | null;
  problem: FlowProblem | null;
}

export interface Run extends Counts {
  flow: string;
  run: number;
  state: 'running' | 'done' | 'failed' | 'abandoned';
  started: string;
  finished: string | null;
  batches: number;
  code: string | null;
  message: string | null;
  nextTry: string | null;
}

export interface Batch extends Counts {
  batch: string;
  run: number;
  flow: string;
  source: string;
  range: string;
  generation: number;
  state: 'open' | 'committed' | 'failed';
  attempts: number;
  warnings: Record<string, number>;
  problem: string | null;
  opened: string;
  committed: string | null;
  /** Only where one batch is shown. */
  landings?: Landing[];
}

export interface Landing {
  sink: string;
  target: string;
  rows: number;
  noted: string;
}

/** How the process stands, in one answer. */
export interface Overview {
  ready: boolean;
  checks: Check[];
  flows: FlowInOverview[];
  systems: System[];
  budgets: Budget[];
}

export interface Check {
  name: string;
  status: string;
  reason: string | null;
}

export interface FlowInOverview extends Flow {
  readPerSecond: number;
  rejectedPerSecond: number;
  lastLanded: string | null;
  lagBytes: number;
  /** Null for a flow that reads no topic. */
  lagRecords: number | null;
  /** Batches that are not committed. */
  unfinished: number;
}

/** An outside system: its breaker and its permits. */
export interface System {
  system: string;
  state: 'closed' | 'probing' | 'open';
  /** In percent of the calls that the breaker looks back on; negative before there are enough. */
  failureRate: number;
  underWay: number;
  /** 0 for any number. */
  limit: number;
  succeeded: number;
  failed: number;
  refused: number;
}

/** What flows share. */
export interface Budget {
  budget: string;
  unit: 'calls' | 'bytes';
  used: number;
  /** To this process now. */
  allowed: number;
  /** Of all processes together. */
  limit: number;
}

export interface RuleCount {
  flow: string;
  rule: string;
  rejects: number;
}

export interface Reject {
  id: string;
  flow: string;
  batch: string;
  source: string;
  line: number | null;
  contract: string | null;
  version: string | null;
  step: string | null;
  status: 'open' | 'replayed' | 'dropped';
  attempts: number;
  firstSeen: string | null;
  lastSeen: string | null;
  failures: Failure[];
  /** The record as it came; only where one reject is shown. */
  raw?: string | null;
  replay?: string | null;
  outcome?: string | null;
}

export interface Failure {
  field: string | null;
  rule: string;
  required: string | null;
  got: string | null;
}

export interface Replay {
  flow: string;
  batch: string;
  records: number;
}

export interface Contract {
  contract: string;
  version: string;
  datasets: string[];
  text: string;
}

/** How a field came otherwise than its contract says. */
export interface Proposal {
  contract: string;
  version: string;
  field: string;
  kind: string;
  column: string | null;
  type: string | null;
  policy: string;
  records: number;
  batches: number;
  lastBatch: string;
  lastSeen: string;
  examples: string[];
}

export interface Acceptance {
  contract: string;
  from: string;
  to: string;
  changes: { where: string; what: string; compatibility: string; why: string }[];
  /** Rejects that can land now. */
  replayable: { flow: string | null; rule: string | null; field: string | null; rejects: number }[];
}

export interface Stretch {
  from: string;
  batches: number;
  read: number;
  landed: number;
  rejected: number;
}

export interface Profile {
  source: string;
  rows: number;
  columns: ColumnProfile[];
  /** Columns that show no values. */
  masked: string[];
}

export interface ColumnProfile {
  name: string;
  type: string;
  count: number;
  nulls: number;
  empties: number;
  notAvailable: number;
  distinct: number;
  distinctExact: boolean;
  minimum: string | null;
  maximum: string | null;
  mean: number | null;
  histogram: { from: string; to: string; count: number }[];
  top: { value: string; count: number }[];
}

/** What a person asked for that takes its time. */
export interface Task<Item> {
  task: number;
  state: 'running' | 'done' | 'failed';
  problem: { code: string; message: string; next: string } | null;
  items: Item[];
}

/** What would become of rejects if they were replayed. */
export interface TrialResult extends Omit<Counts, 'read'> {
  flow: string;
  /** Their batch. */
  of: string;
  records: number;
  reasons: Failure[];
  moreReasons: number;
  problem: FlowProblem | null;
}
