"""Tools that run the app on a laptop: never deployed and never imported by `provisioning`."""
