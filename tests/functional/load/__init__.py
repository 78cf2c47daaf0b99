"""Tests of many users at once."""
