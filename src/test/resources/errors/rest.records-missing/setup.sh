local-api '200 {"data": [{"id": 1}], "count": 1}'
