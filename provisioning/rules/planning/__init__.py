"""The parts of a plan, which rules.planner joins."""
