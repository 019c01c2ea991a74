# a file whose bytes nobody can read
mkdir inbox
ln -s /proc/self/mem inbox/orders.csv
