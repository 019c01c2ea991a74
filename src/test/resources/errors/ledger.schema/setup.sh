caravan run --once orders.camel.yaml
# what a newer version would leave
h2 "jdbc:h2:file:./caravan-data/ledger/ledger" caravan "INSERT INTO \"ledger_schema_history\" SELECT 99, '99', 'accounts', \"type\", \"script\", 99, \"installed_by\", \"installed_on\", 1, TRUE FROM \"ledger_schema_history\" WHERE \"version\" = '1'"
