local-api '200 {"orders": [{"id": 1}], "next": "https://elsewhere.example.com/orders?page=2"}'
