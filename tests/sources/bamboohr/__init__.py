"""What BambooHR sends and shows, and how it is understood."""
