"""What is kept: employees, settings and the provisioning log in Table Storage, events on a storage queue."""
