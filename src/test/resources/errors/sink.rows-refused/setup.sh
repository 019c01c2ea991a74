h2 jdbc:h2:file:./shop "" "CREATE TABLE \"orders\" (\"order_id\" BIGINT PRIMARY KEY, \"amount\" DECIMAL(10,2), CONSTRAINT \"small-orders\" CHECK (\"amount\" < 100))"
