caravan run --once orders.camel.yaml
