"""The whole engine: its stories, and what becomes of them when the world fails at any point."""
