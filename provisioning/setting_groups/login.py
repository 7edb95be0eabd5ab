"""How login names and first passwords are made."""

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, Tag, model_validator

from provisioning.problems import OBJECT, TEXT
from provisioning.setting_groups.kinds import TEXT_OR_OBJECT, Group, SourceAttribute, Switch, Table, Words, text_form

LONGEST_SEPARATOR: Final = 8
SECRET_PREFIX: Final = "DEFAULT_PASSWORD"  # noqa: S105 - the beginning of a name


class NamePart(Group):
    """One end of the login name: an employee's attribute, whole or its first letter."""

    attribute: Annotated[
        SourceAttribute,
        Field(description="The employee's attribute.", examples=["preferredName"]),
    ]
    take: Annotated[
        Literal["entireField", "firstLetter"],
        Field(description="`entireField`, or `firstLetter` of what is left after the letters were made plain."),
    ] = "entireField"


class NameBeginning(NamePart):
    """The first part of the login name."""

    attribute: Annotated[
        SourceAttribute, Field(description="The employee's attribute.", examples=["preferredName"])
    ] = "firstName"


class NameEnd(NamePart):
    """The last part of the login name."""

    attribute: Annotated[SourceAttribute, Field(description="The employee's attribute.", examples=["lastName"])] = (
        "lastName"
    )


def _domain(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", text):
        raise ValueError("is no domain; write it like contoso.com, without an @")
    return text


def _separator(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9'.\-_!#^~]*", text):
        raise ValueError("may hold what Entra allows in login names: letters from A to Z, digits and ' . - _ ! # ^ ~")
    return text


Domain = Annotated[
    str, StringConstraints(strip_whitespace=True, to_lower=True), AfterValidator(_domain), text_form("a domain")
]
Separator = Annotated[str, StringConstraints(max_length=LONGEST_SEPARATOR), AfterValidator(_separator)]
Letters = Annotated[str, StringConstraints(max_length=16)]
Transliteration = Table[
    Annotated[Annotated[Letters, Tag(TEXT)] | Annotated[Table[Letters], Tag(OBJECT)], TEXT_OR_OBJECT]
]


class LoginName(Group):
    """How the user principal name is made."""

    mode: Annotated[
        Literal["workEmail", "schema", "expression"],
        Field(
            description="`workEmail`: the work e-mail address, as it is. `schema`: beginning, separator and end, at "
            "the domain. `expression`: what `expression` gives."
        ),
    ] = "workEmail"
    beginning: Annotated[
        NameBeginning,
        Field(
            description="Mode schema: what stands first.", examples=[{"attribute": "firstName", "take": "firstLetter"}]
        ),
    ] = NameBeginning()
    separator: Annotated[
        Separator | None,
        Field(
            description="Mode schema: what stands between beginning and end; null or empty for nothing.", examples=["_"]
        ),
    ] = "."
    end: Annotated[
        NameEnd | None,
        Field(description="Mode schema: what stands last; null for nothing, and then there is no separator either."),
    ] = NameEnd()
    domain: Annotated[
        Domain | None,
        Field(
            description="Mode schema: what stands behind the @; a verified domain of the tenant. Null: the tenant's "
            "default domain.",
            examples=["contoso.com"],
        ),
    ] = None
    expression: Annotated[
        Words | None,
        Field(
            description="Mode expression: an expression in Entra's syntax that gives the whole name. With "
            "SelectUniqueValue, the first that nobody holds is taken.",
            examples=['SelectUniqueValue(Append([firstName], "@contoso.com"), Append([lastName], "@contoso.com"))'],
        ),
    ] = None
    transliteration: Annotated[
        Transliteration,
        Field(
            description="Mode schema: how letters are made plain where the usual way is not wanted. A letter with its "
            "replacement holds for everybody; a country (as the HR system writes it, or its ISO code) with a table of "
            "letters holds for the people of that country, and goes before. German, Danish, Norwegian and other "
            "letters are written as is usual in the country by themselves: ö is oe in Germany and o in Sweden.",
            examples=[{"ø": "oe", "Sweden": {"ö": "oe"}}],
        ),
    ] = Field(default_factory=dict)
    rename_on_name_change: Annotated[
        Switch,
        Field(
            description="Give an account a new login name when what the name was made from changes in the HR system. "
            "The old name is kept among the account's other mail addresses; Graph lets no app write proxy addresses."
        ),
    ] = False

    @model_validator(mode="after")
    def _expression_is_there(self) -> Self:
        if self.mode == "expression" and self.expression is None:
            raise ValueError("has mode 'expression' but no expression; send loginName.expression as well")
        return self


def _name_of_a_secret(name: str) -> str:
    # The text is never repeated: who mistakes the field may send a password.
    suffix = name.removeprefix(SECRET_PREFIX)
    if suffix == name or not (suffix == "" or suffix.replace("_", "").isalnum()) or not name.isascii():
        raise ValueError(
            f"is not taken: it must be the name of an app setting that starts with {SECRET_PREFIX}, "
            "never a password itself"
        )
    return name


class Password(Group):
    """How the first password is made. It is never shown, logged or stored."""

    mode: Annotated[
        Literal["random", "default"],
        Field(
            description="`random`: a long random password for each person, that nobody learns. `default`: the same "
            "password for everybody, from the app setting that `secret` names.",
            examples=["random"],
        ),
    ] = "random"
    secret: Annotated[
        Annotated[str, AfterValidator(_name_of_a_secret)] | None,
        Field(
            description="Mode default: the name of the app setting that holds the default password, best as a "
            f"reference to Key Vault. The name starts with {SECRET_PREFIX}. The password is checked against Entra's "
            "rules when the settings are saved.",
            examples=["DEFAULT_PASSWORD"],
        ),
    ] = None
    must_change: Annotated[Switch, Field(description="The person must choose a new one at the first sign-in.")] = True

    @model_validator(mode="after")
    def _secret_is_named(self) -> Self:
        if self.mode == "default" and self.secret is None:
            raise ValueError("has mode 'default' but no secret; name the app setting that holds the password")
        return self


def letters_by_country(table: Mapping[str, str | Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    """Return the letters of each country; those for everybody stand under the empty name."""
    everybody = {letter: plain for letter, plain in table.items() if isinstance(plain, str)}
    return {"": everybody} | {country: plain for country, plain in table.items() if not isinstance(plain, str)}
