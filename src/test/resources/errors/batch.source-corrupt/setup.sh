mkdir inbox
gzip -n -c orders.csv | head -c 40 > inbox/orders.csv.gz
