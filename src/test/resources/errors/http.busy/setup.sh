local-api '429 {"errors": "Exceeded the calls per second."}'
echo caravan.retry.attempts=0 >> caravan.properties
echo caravan.call.patience=1s >> caravan.properties
