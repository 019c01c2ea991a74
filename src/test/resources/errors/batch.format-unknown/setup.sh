mkdir inbox
printf '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\2\0\0\0' > inbox/orders.bin
