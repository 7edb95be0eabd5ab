"""Names for a person under changed settings, and people with whatever names and numbers, made up by hypothesis."""

from typing import Final

from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.model import Domains, Employee
from provisioning.rules.login_names import Names, names
from provisioning.settings import Settings
from tests.builders import NOON, record

NOT_ALLOWED: Final = "has characters that Entra does not allow in a user principal name"
TOO_LONG: Final = "is longer than Entra allows (64 characters, @, 48 characters)"
VERIFIED: Final = frozenset({"contoso.com", "contoso.onmicrosoft.com"})
DOMAINS: Final = Domains(verified=VERIFIED, default="contoso.com")


def named(person: Employee, domains: Domains | None = DOMAINS, **in_force: JsonValue) -> Names:
    """Return the names for a person under settings that differ from the defaults in this."""
    return names(record(person), Settings.model_validate(in_force), domains, NOON)


letters: Final = st.characters(exclude_categories=("Cs", "Cc"))
texts: Final = st.one_of(
    st.none(),
    st.sampled_from(["Ana", "Ö", "ﷺ", "A" * 63 + ".", "-_.", "!", "~'~", "Щ" * 40, "😀", "_7", "x" * 62 + "_7"]),
    st.text(letters, max_size=100),
)
ids: Final = st.text(letters, min_size=1, max_size=128).filter(lambda text: text.strip() != "")
people: Final = st.fixed_dictionaries(
    {"id": ids, "firstName": texts, "lastName": texts},
    optional={
        "employeeNumber": st.none() | ids,
        "country": st.sampled_from(["DE", "Ukraine", "GR", "jp", "Atlantis", None]),
        "workEmail": st.none() | st.emails() | texts,
        "custom": st.fixed_dictionaries(
            {"any": st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.lists(st.just("a"))}
        ),
    },
).map(Employee.model_validate)
