"""What the HR systems send and how it is understood."""
