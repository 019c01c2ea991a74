local-api '200 {"orders": [{"id": 1, "changed": "yesterday"}]}'
