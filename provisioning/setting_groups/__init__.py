"""The settings by subject; provisioning.settings joins them into one document."""
