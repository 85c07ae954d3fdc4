# crypto: which protocols and ciphers the administrator allows. No keys.
summary   Block: settings of OpenSSL and GnuTLS, the system's choice of ciphers

optional read /etc/ssl/openssl.cnf
optional read /etc/pki/tls/openssl.cnf
optional read /etc/pki/tls/openssl.d
optional read /etc/crypto-policies
optional read /etc/gnutls
optional read /etc/pkcs11
