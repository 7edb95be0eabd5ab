"""The HR systems: each verifies and parses what it sends, and reads people where its events are thin."""
