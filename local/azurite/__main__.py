"""Command line: `python -m local.azurite` installs Azurite if it is missing."""

import sys

from local.azurite.install import AzuriteError, installed_azurite

if __name__ == "__main__":
    try:
        installed_azurite(lambda message: print(f"{message} …", file=sys.stderr))
    except AzuriteError as error:
        sys.exit(str(error))
