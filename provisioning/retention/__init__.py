"""How long data are kept, what is kept of one person, and erasing it."""
