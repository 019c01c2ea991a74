-- What a flow has committed lately, and when last, is asked every few seconds.
CREATE INDEX batches_by_commit ON batches (flow, committed);
