mkdir -p caravan-data && echo 'anna: admin' > caravan-data/users.json
