netsuite-account htmlPercent=100
