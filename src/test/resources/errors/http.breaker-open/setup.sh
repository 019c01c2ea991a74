netsuite-account serverErrorPercent=60 faultSeed=6
echo caravan.breaker.calls=1 >> caravan.properties
