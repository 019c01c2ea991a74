echo 'correct horse battery staple' | CARAVAN_SECRETS_PASSPHRASE='of last year' caravan secret set shop-db
