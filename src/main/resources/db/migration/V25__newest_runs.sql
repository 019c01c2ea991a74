-- Runs are looked at newest first, page by page, however many there are.
CREATE INDEX runs_by_flow ON runs (flow, run DESC);
CREATE INDEX runs_by_state_newest ON runs (state, run DESC);
DROP INDEX runs_by_state;
