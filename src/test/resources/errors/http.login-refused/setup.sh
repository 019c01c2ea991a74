netsuite-account
echo none-of-ours > secrets/netsuite/token-secret
