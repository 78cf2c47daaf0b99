"""The program of the devcloud, without services."""
