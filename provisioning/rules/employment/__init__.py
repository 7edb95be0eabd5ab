"""When employment begins and ends, by the clock of the employee's own place."""
