"""The setup check: whether what the app needs is there, in words, and what to do about what is not."""
