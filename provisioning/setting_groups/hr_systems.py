"""HR systems that the settings describe: who may send, what an event is, and where it holds what."""

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from provisioning.model import CUSTOM_PREFIX, EMPLOYEE_ATTRIBUTES
from provisioning.setting_groups.json_queries import Query
from provisioning.setting_groups.kinds import Group, Table, text_form

HR_SECRET_PREFIX: Final = "HR_SECRET_"  # noqa: S105 - the beginning of a name
_ID: Final = "id"

EventWord = Literal[
    "employee.created", "employee.updated", "employee.deleted", "employee.accessRevoked", "employee.accessRestored"
]


def _name_of_a_secret(name: str) -> str:
    # The text is never repeated: who mistakes the field may send a secret.
    if not re.fullmatch(rf"{HR_SECRET_PREFIX}[A-Za-z0-9_]+", name):
        raise ValueError(
            f"is not taken: it must be the name of an app setting that starts with {HR_SECRET_PREFIX}, "
            "never a secret itself"
        )
    return name


SecretName = Annotated[str, AfterValidator(_name_of_a_secret), text_form(f"a name that starts with {HR_SECRET_PREFIX}")]
HeaderName = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9-]{1,64}$"), text_form("the name of a header")
]


class Verification(Group):
    """How a sender is known."""

    type: Annotated[
        Literal["hmac", "bearer", "key"],
        Field(
            description="`hmac`: by a signature over the raw body, in a header. `bearer`: by a token in the header "
            "Authorization. `key`: by the function key alone, which every sender needs.",
            examples=["hmac"],
        ),
    ]
    algorithm: Annotated[
        Literal["sha256", "sha384", "sha512"], Field(description="Type hmac: the hash under the signature.")
    ] = "sha256"
    encoding: Annotated[Literal["hex", "base64"], Field(description="Type hmac: how the signature is written.")] = "hex"
    header: Annotated[
        HeaderName | None,
        Field(description="Type hmac: the header that holds the signature.", examples=["X-Acme-Signature"]),
    ] = None
    prefix: Annotated[
        str,
        Field(max_length=64, description="Type hmac: what stands before the signature.", examples=["sha256="]),
    ] = ""
    secret: Annotated[
        SecretName | None,
        Field(
            description="Types hmac and bearer: the name of the app setting that holds the secret or the token, best "
            f"as a reference to Key Vault. The name starts with {HR_SECRET_PREFIX}.",
            examples=["HR_SECRET_ACME"],
        ),
    ] = None
    secret_before: Annotated[
        SecretName | None,
        Field(
            description="The app setting with a second secret that is accepted as well, while one takes the other's "
            "place.",
            examples=["HR_SECRET_ACME_BEFORE"],
        ),
    ] = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.type != "key" and self.secret is None:
            raise ValueError(f"has type {self.type!r} but no secret; name the app setting that holds it")
        if self.type == "hmac" and self.header is None:
            raise ValueError("has type 'hmac' but no header; name the one that holds the signature")
        return self


def _fields(fields: Mapping[str, str]) -> Mapping[str, str]:
    for name in fields:
        is_custom = name.startswith(CUSTOM_PREFIX) and name != CUSTOM_PREFIX
        if name != _ID and name not in EMPLOYEE_ATTRIBUTES and not is_custom:
            raise ValueError(f"{name!r} is not a field of an employee; other fields are named custom.<name>")
    if _ID not in fields:
        raise ValueError("says nothing of 'id', by which a person is known; name the HR system's own id")
    return fields


class HrSystem(Group):
    """One HR system, by its name in the address `/api/hr-events/<name>`.

    Expressions are JMESPath and look at one event, but `events`, which looks at the body.
    """

    verification: Annotated[Verification, Field(description="How the sender is known.")]
    events: Annotated[
        Query, Field(description="Where the body holds its events: a list, or a single one.", examples=["data.changes"])
    ] = "@"
    event_id: Annotated[
        Query | None,
        Field(description="The event's id. Null: one is made of what the event says.", examples=["meta.id"]),
    ] = None
    type: Annotated[
        Query | None,
        Field(description="What kind of event it is. Null: each says how a person is now.", examples=["meta.kind"]),
    ] = None
    types: Annotated[
        Table[EventWord],
        Field(
            description="The HR system's word for a kind of event → what it is here.",
            examples=[{"hired": "employee.created", "removed": "employee.deleted"}],
        ),
    ] = Field(default_factory=dict)
    other_types: Annotated[
        Literal["ignore", "updated"],
        Field(
            description="What happens to an event of another kind: `ignore` it, which the answer says, or take it for "
            "how the person is now, as `updated`."
        ),
    ] = "ignore"
    occurred_at: Annotated[
        Query | None,
        Field(
            description="When it happened, in ISO 8601; without an offset it is UTC. Null: when it was received, so "
            "that events which arrive in another order count in that order.",
            examples=["meta.at"],
        ),
    ] = None
    fields: Annotated[
        Table[Query],
        AfterValidator(_fields),
        Field(
            description="Field of the employee → where the event holds it. A path that leads nowhere says nothing of "
            "the field, one that leads to null empties it; of an expression that is more than a path, null says "
            "nothing. `id` is needed: the HR system's own id of the person.",
            examples=[{"id": "person.number", "firstName": "person.first", "custom.shift": "person.shift"}],
        ),
    ]


def check_names(systems: Mapping[str, HrSystem]) -> Mapping[str, HrSystem]:
    """Refuse names that no address can hold. Those of built-in systems are refused when settings are saved."""
    for name in systems:
        if not re.fullmatch(r"[a-z][a-z0-9-]{1,30}", name):
            raise ValueError(f"{name[:40]!r} must have 2 to 31 small letters, digits and hyphens, a letter first")
    return systems
