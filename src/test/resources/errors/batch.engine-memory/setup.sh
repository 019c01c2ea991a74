mkdir inbox
(echo order_id,amount; seq -f "%.0f,1.00" 1 200000) > inbox/orders.csv
