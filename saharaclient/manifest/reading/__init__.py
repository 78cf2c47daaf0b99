"""Reading: from files to a manifest, with one error for each mistake in them."""
