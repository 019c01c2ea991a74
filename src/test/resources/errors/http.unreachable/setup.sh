netsuite-account
