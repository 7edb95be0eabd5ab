"""JMESPath expressions, as settings hold them: looked at when they are saved.

Source: jmespath.org, the JMESPath specification. The library is imported only when there is an expression to look at.
"""

from typing import TYPE_CHECKING, Annotated, Final

from pydantic import AfterValidator

from provisioning.setting_groups.kinds import Words, text_form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from jmespath.exceptions import JMESPathError, ParseError
    from jmespath.visitor import _TreeNode

_EXPRESSION: Final = "expref"
DEEPEST: Final = 32
"""Levels of an expression's parts within each other."""


def check_query(text: str) -> str:
    """Return a JMESPath expression as it is, if it can be read and calls only functions that there are.

    Raises:
        ValueError: It cannot; the sentence names the place in it.
    """
    from jmespath import compile as parsed  # noqa: PLC0415 - see above
    from jmespath.exceptions import JMESPathError  # noqa: PLC0415 - see above

    try:
        root = parsed(text).parsed
    except RecursionError:
        raise _too_deep() from None
    except JMESPathError as error:
        raise ValueError(f"is no JMESPath expression: {_what_is_wrong(error)}") from None
    _check_references([root], lambda _: False)
    for node in _nodes(root):
        if node["type"] == "function_expression":
            _check_call(node)
        elif node["type"] != "slice":
            _check_references(node["children"], lambda _: False)
    return text


def _nodes(root: "_TreeNode") -> "Iterator[_TreeNode]":
    level = [root]
    for _ in range(DEEPEST):
        yield from level
        # The children of a slice are numbers.
        level = [child for node in level if node["type"] != "slice" for child in node["children"]]
        if not level:
            return
    raise _too_deep()


def _check_call(node: "_TreeNode") -> None:
    from jmespath.functions import Functions  # noqa: PLC0415 - see above

    name, given = node["value"], len(node["children"])
    known = Functions.FUNCTION_TABLE.get(name)
    if known is None:
        raise ValueError(f"calls {name}(), which JMESPath does not have; it has {', '.join(Functions.FUNCTION_TABLE)}")
    wanted = len(known["signature"])
    variadic = bool(wanted and known["signature"][-1].get("variadic"))
    if given < wanted or (given > wanted and not variadic):
        least = "at least " if variadic else ""
        raise ValueError(f"calls {name}() with {given} arguments; it takes {least}{wanted}")
    takes = [_EXPRESSION in argument["types"] for argument in known["signature"]]
    _check_references(node["children"], lambda place: takes[min(place, wanted - 1)])


def _check_references(nodes: "Sequence[_TreeNode]", may_be: "Callable[[int], bool]") -> None:
    """Refuse an expression as such, `&a`, where a value is wanted: only some functions take one."""
    if any(node["type"] == _EXPRESSION and not may_be(place) for place, node in enumerate(nodes)):
        raise ValueError("has & where a value is wanted; only functions such as sort_by(list, &name) take it")


def _what_is_wrong(error: "JMESPathError") -> str:
    from jmespath.exceptions import IncompleteExpressionError, LexerError, ParseError  # noqa: PLC0415 - see above

    if isinstance(error, IncompleteExpressionError):
        return "it ends too early"
    if isinstance(error, LexerError):
        return f"{error.message[:1].lower()}{error.message[1:]}, {_place(error)}"
    if isinstance(error, ParseError):
        return f"{str(error.token_value)!r} is not expected there, {_place(error)}"
    return "it is empty"


def _place(error: "ParseError") -> str:
    return f"at character {error.lex_position + 1}"


def _too_deep() -> ValueError:
    return ValueError(f"is nested more than {DEEPEST} levels deep")


Query = Annotated[Words, AfterValidator(check_query), text_form("a JMESPath expression")]
