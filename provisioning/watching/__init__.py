"""What an administrator must know: how every part of the app stands, and who is told of it."""
