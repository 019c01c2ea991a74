caravan user add anna < password.txt
