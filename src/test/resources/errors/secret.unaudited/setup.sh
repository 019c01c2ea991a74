echo 'correct horse battery staple' | caravan secret set shop-db
# somebody makes room in the ledger database
h2 "jdbc:h2:file:./caravan-data/ledger/ledger" caravan 'DROP TABLE secret_accesses'
