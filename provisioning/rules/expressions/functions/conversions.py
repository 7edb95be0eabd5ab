"""Functions that turn one kind of value into another."""

import base64
from typing import Final

from provisioning.rules.expressions.arguments import Arguments, Function, Parameter
from provisioning.rules.expressions.functions.checks import a_number, a_truth
from provisioning.rules.expressions.values import Value

_SOURCE: Final = (Parameter("source"),)


def _c_bool(call: Arguments) -> Value:
    return call.truth(0)


def _c_str(call: Arguments) -> Value:
    return call.text(0)


def _bit_and(call: Arguments) -> Value:
    first = call.number(0)
    return None if first is None else first & (call.number(1) or 0)


def _to_base64(call: Arguments) -> Value:
    """Unicode means UTF-16, little end first, as the page's example shows."""
    source = call.text(0)
    return None if source is None else base64.b64encode(source.encode("utf-16-le")).decode("ascii")


def _to_utf8_hex(call: Arguments) -> Value:
    source = call.text(0)
    return None if source is None else source.encode().hex().upper()


def _redact(call: Arguments) -> Value:
    return call.value(0)


CONVERSIONS: Final = (
    Function(
        "CBool",
        (Parameter("expression", check=a_truth),),
        "Gives True for True and for a number that is not 0, else False.",
        _c_bool,
    ),
    Function("CStr", (Parameter("value"),), "Turns a value into a text.", _c_str),
    Function(
        "BitAnd",
        (Parameter("value1", check=a_number), Parameter("value2", check=a_number)),
        "Gives the bits that two numbers share.",
        _bit_and,
    ),
    Function("ConvertToBase64", _SOURCE, "Encodes a text in base 64, as UTF-16.", _to_base64),
    Function("ConvertToUTF8Hex", _SOURCE, "Encodes a text in hexadecimal digits, as UTF-8.", _to_utf8_hex),
    Function("Redact", (Parameter("value"),), "Gives the value, which logs are not to show.", _redact),
)
