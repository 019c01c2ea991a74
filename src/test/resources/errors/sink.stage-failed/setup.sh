mkdir caravan-data
touch caravan-data/staging
