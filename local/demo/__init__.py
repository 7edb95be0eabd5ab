"""`./dev demo`: a story of HR events, played through a real stack and shown as tables."""
