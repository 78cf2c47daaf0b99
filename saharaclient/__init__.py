"""A client of OpenStack Data Processing (Sahara): a REST library and, on it, commands."""
