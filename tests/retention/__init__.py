"""Tests of how long data are kept, and of showing and erasing one person."""
