"""The commands and the library against a real cloud, see ``tools/devcloud``."""
