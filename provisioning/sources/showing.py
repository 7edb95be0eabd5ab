"""What an HR system shows of a person, as far as it can be read."""

from collections.abc import Mapping

from pydantic import ValidationError

from provisioning.model import Employee
from provisioning.ports import Shown


def shown(fields: Mapping[str, object]) -> Shown:
    """Return the employee with these fields; those that cannot be read are absent, and named.

    Args:
        fields: By our JSON names, the id among them; `custom` is an object.

    Raises:
        ValidationError: The id itself cannot be read.
    """
    try:
        return Shown(Employee.model_validate(fields))
    except ValidationError as error:
        unreadable = frozenset(str(details["loc"][0]) for details in error.errors())
        rest = {name: value for name, value in fields.items() if name not in unreadable}
        return Shown(Employee.model_validate(rest), unreadable)
