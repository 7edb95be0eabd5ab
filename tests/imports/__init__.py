"""CSV files of people."""
