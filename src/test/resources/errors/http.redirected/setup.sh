local-api '302 https://login.example.com/'
