"""What commands show: columns, views of resources, progress, colors."""
