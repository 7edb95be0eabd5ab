"""What decides about provisioning cycles: which one is due, which list is believed, who comes first."""
