"""Tables that can be read in plain text."""

from collections.abc import Iterable, Sequence


def table(heads: tuple[str, str], rows: Iterable[tuple[str, str]]) -> str:
    """Return a table of two columns in Markdown, the first as wide as it must be."""
    every = [heads, *rows]
    first = max(len(row[0]) for row in every)
    lines = [f"| {one:<{first}} | {other} |" for one, other in every]
    return "\n".join([lines[0], f"|{'-' * (first + 2)}|{'-' * (len(heads[1]) + 2)}|", *lines[1:]])


def wide_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of any number of columns in Markdown, each as wide as it comes."""
    lines = ["| " + " | ".join(row) + " |" for row in (heads, *rows)]
    return "\n".join([lines[0], "|" + "---|" * len(heads), *lines[1:]])
