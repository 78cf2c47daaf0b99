"""Measurements that guard the limits of this client, compared with python-saharaclient 4.2.0."""
