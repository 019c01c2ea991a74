local-api '200 {"orders": [{"id": 1}, {"id": 2}]}'
echo caravan.retry.attempts=0 >> caravan.properties
