mkdir empty
caravan run --once -p inbox=empty orders.camel.yaml
h2 "jdbc:h2:file:./caravan-data/ledger/ledger" caravan "ALTER TABLE rejects DROP COLUMN step"
