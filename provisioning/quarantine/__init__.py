"""Quarantine: where the app cannot work for a reason of its own, it stops trying, says so, and finds its way back."""
