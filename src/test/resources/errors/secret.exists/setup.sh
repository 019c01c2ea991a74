caravan secret set shop-db < password.txt
