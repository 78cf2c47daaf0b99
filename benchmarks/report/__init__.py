"""What is made of the results: a table, a page of the documentation, a chart."""
