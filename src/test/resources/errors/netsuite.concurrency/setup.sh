netsuite-account concurrencyLimit=2 pageMillis=500
