"""The commands and the library over TLS, and servers that they must not talk to."""
