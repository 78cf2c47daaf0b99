"""Resources that only v2 of the API has under that name."""
