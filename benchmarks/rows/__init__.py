"""One module per row, with the limits that this client keeps."""
