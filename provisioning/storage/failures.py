"""How the storage account fails, in the product's words."""

from collections.abc import Iterator
from contextlib import contextmanager

from azure.core.exceptions import AzureError

from provisioning.ports import TemporaryFailure


@contextmanager
def storage_failures() -> Iterator[None]:
    """Turn what is left of storage errors, after the SDK's own retries, into TemporaryFailure."""
    try:
        yield
    except AzureError as error:
        # The error's own text can hold entities, so only its kind is told.
        raise TemporaryFailure(f"the storage account did not do its part ({type(error).__name__})") from None
