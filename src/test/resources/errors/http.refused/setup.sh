local-api '403 {"errors": "This key may not read orders."}'
