caravan run --once orders.camel.yaml
sed -i 's/"format" *: *1/"format": 9/' caravan-data/lake/shop/order/manifests/*.json
