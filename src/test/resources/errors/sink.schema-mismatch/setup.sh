h2 jdbc:h2:file:./shop "" "CREATE TABLE \"orders\" (\"order_id\" INTEGER PRIMARY KEY, \"note\" VARCHAR)"
