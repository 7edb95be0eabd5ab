"""What Personio sends and shows, and how it is understood."""
