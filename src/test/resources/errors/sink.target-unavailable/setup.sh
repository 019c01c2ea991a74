mkdir caravan-data
touch caravan-data/lake
