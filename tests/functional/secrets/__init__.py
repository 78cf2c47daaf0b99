"""Tests that secrets are sent, and shown nowhere."""
