"""Makes the pages of docs/ that say what the code says: the settings, and the functions of expressions."""
