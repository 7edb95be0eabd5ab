"""What the Graph and the HR stand-ins share: injected faults, counters, the clock and the control routes."""
