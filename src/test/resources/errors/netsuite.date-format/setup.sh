netsuite-account dateFormat=DD/MM/YY
