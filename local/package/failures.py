"""Why a package cannot be built, or must not be deployed."""


class PackageError(Exception):
    """The package cannot be built or is not good; the message says why."""
