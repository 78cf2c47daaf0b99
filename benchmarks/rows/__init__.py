"""One module for each row of the table: how it is measured, and where it must stand."""
