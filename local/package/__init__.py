"""Builds what is deployed: a small, ready-made package of the app and its dependencies, and proves that it works."""
