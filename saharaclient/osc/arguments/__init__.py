"""What commands take: options and their types, credentials, files, names in other services."""
