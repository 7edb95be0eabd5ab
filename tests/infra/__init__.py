"""What is deployed agrees with the code: names, app settings, rights, paths; and a slip on either side is found."""
