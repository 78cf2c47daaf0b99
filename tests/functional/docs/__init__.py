"""What the documentation tells its readers to type, done."""
