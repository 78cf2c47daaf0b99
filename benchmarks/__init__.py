"""This client beside python-saharaclient 4.2.0 and beside the floor that both stand on."""
