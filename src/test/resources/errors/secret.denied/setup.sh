# something else was mounted in place of the password
mkdir secrets
head -c 2000000 /dev/zero > secrets/shop-db
