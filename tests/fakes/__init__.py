"""The outside world in memory: what the engine meets in tests instead of Azure and an HR system."""
