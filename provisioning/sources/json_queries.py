"""What a JMESPath expression finds in a document, with absent and null kept apart.

JMESPath gives null for what is not there. So paths are walked here: one that leads nowhere finds nothing, one that
leads to null, or through null, finds null. `a || b` finds nothing if neither is there, and null if one of them is null.
Of all other expressions, null means that nothing was found. Source: jmespath.org, the JMESPath specification.
"""

from math import isfinite
from typing import TYPE_CHECKING, Any, Final, override

from jmespath import compile as parsed
from jmespath.exceptions import JMESPathError, JMESPathTypeError
from jmespath.functions import TYPES_MAP
from jmespath.visitor import TreeInterpreter
from pydantic import JsonValue

from provisioning.fields import ABSENT, Absent
from provisioning.strict_json import LARGEST_BODY

if TYPE_CHECKING:
    from jmespath.visitor import _TreeNode

LARGEST: Final = LARGEST_BODY
"""Values and letters that one step of an expression may put together: no fewer than a body can hold."""


class Unanswerable(Exception):
    """An expression that cannot be worked out for a document. The text is a part of a sentence, without any value."""


def find(expression: str, document: JsonValue) -> JsonValue | Absent:
    """Return what an expression finds in a document; ABSENT if nothing.

    Raises:
        Unanswerable: It calls a function with what that does not take, or makes more than LARGEST of the document.
    """
    try:
        return _find(parsed(expression).parsed, document)
    except JMESPathTypeError as error:
        expected = " or ".join(map(str, error.expected_types)).replace("-", " of ")
        given = TYPES_MAP.get(error.actual_type, error.actual_type)  # some are Python's
        raise Unanswerable(f"calls {error.function_name}(), which takes {expected}, with {given}") from None
    except (JMESPathError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        # Functions of the library pass on what Python says of odd arguments, such as lists of mixed kinds to sort.
        raise Unanswerable(f"cannot be worked out ({type(error).__name__})") from None
    except RecursionError:
        raise Unanswerable("is nested too deeply") from None


def _find(node: "_TreeNode", value: JsonValue | Absent) -> JsonValue | Absent:
    found = value
    match node["type"]:
        case "identity" | "current":
            pass
        case "field":
            found = value.get(node["value"], ABSENT) if isinstance(value, dict) else _beyond(value)
        case "index":
            found = _at(node["value"], value) if isinstance(value, list) else _beyond(value)
        case "subexpression" | "index_expression" | "pipe":
            for child in node["children"]:
                found = _find(child, found)
        case "or_expression":
            found = _either(node["children"], value)
        case "literal":
            found = node["value"]
        case _:
            found = _worked_out(node, value)
    return found


def _beyond(value: JsonValue | Absent) -> JsonValue | Absent:
    """Return what a path finds beyond something that holds nothing: null stays null."""
    return None if value is None else ABSENT


def _at(place: int, values: list[JsonValue]) -> JsonValue | Absent:
    return values[place] if -len(values) <= place < len(values) else ABSENT


def _either(children: "list[_TreeNode]", value: JsonValue | Absent) -> JsonValue | Absent:
    first = _find(children[0], value)
    if not _holds_nothing(first):
        return first
    second = _find(children[1], value)
    return second if second is not ABSENT or first is ABSENT else None


def _holds_nothing(found: JsonValue | Absent) -> bool:
    # As JMESPath has it: 0 holds something, though Python takes it for False.
    return found is ABSENT or found is None or found is False or found in ("", [], {})


def _worked_out(node: "_TreeNode", value: JsonValue | Absent) -> JsonValue | Absent:
    found: JsonValue = _Bounded().visit(node, None if value is ABSENT else value)
    return ABSENT if found is None else found


class _Bounded(TreeInterpreter):
    """The library's interpreter, that stops before `[@, @]` upon `[@, @]`, and the like, fill the memory."""

    @override
    def visit(self, node: "_TreeNode", *args: Any, **kwargs: Any) -> Any:  # as the library has it
        found = super().visit(node, *args, **kwargs)
        if node["type"] in _PUT_TOGETHER:
            _check_size(found)
        return found


_PUT_TOGETHER: Final = frozenset({"multi_select_list", "multi_select_dict", "flatten", "function_expression"})


def _check_size(found: object) -> None:
    left, level = LARGEST, [found]
    while level:
        value = level.pop()
        left -= 1 + (len(value) if isinstance(value, str | list | dict) else 0)
        if left < 0 or (isinstance(value, float) and not isfinite(value)):
            raise Unanswerable(f"makes more than {LARGEST} values and letters of the event, or a number without end")
        if isinstance(value, list):
            level.extend(value)
        elif isinstance(value, dict):
            level.extend(value.values())
