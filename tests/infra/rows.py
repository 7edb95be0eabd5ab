"""The rows that a rule's query gives, by an interpreter of the few forms that these queries have.

Each step becomes a query of SQLite around the one before. That fits where it matters: what is compared with null is
left out, a minimum passes over nulls, and a summary without a group gives one row, also of no lines.
It knows the columns that the tests give it, and so proves nothing about those of the real tables.
Source: learn.microsoft.com/kusto/query, "Null values", "summarize operator", "arg_max()".
"""

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_WORDS: Final = (
    (r'(\w+) startswith_cs "([^"]*)"', r"\1 GLOB '\2*'"),
    (r'(\w+) !startswith "([^"]*)"', r"\1 NOT LIKE '\2%'"),
    (r"parse_json\(substring\((\w+), 7\)\)", r"substr(\1, 8)"),
    (r"told\.(\w+)", r"json_extract(told, '$.\1')"),
    (r"\b(?:toint|tostring)\(((?:[^()]|\([^()]*\))*)\)", r"\1"),
    (r"isnotnull\((\w+)\)", r"\1 IS NOT NULL"),
    (r"ago\((\d+)m\)", r"(SELECT minute FROM now) - \1"),
    (r"arg_max\(TimeGenerated, (\w+)\)", r"max(TimeGenerated) AS TimeGenerated, \1"),
    (r"\bcount\(\)", "count(*)"),
    (r"(\w+) = ((?:count|min|max)\((?:[^()]|\([^()]*\))*\))", r"\2 AS \1"),
    (r'"([^"]*)"', r"'\1'"),
    (r"==", "="),
    (r"\bfalse\b", "0"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a function in the host: the row of AppRequests."""

    function: str
    success: bool
    result: str = "0"


def rows(
    query: str, lines: Sequence[tuple[float, str]] = (), runs: Sequence[tuple[float, Run]] = (), *, now: float
) -> list[tuple[object, ...]]:
    """Return what a query gives of lines and runs of the window, whose times are in minutes, as `now` is."""
    database = sqlite3.connect(":memory:")
    try:
        database.execute("CREATE TABLE now (minute)")
        database.execute("CREATE TABLE AppTraces (TimeGenerated, Message)")
        database.execute("CREATE TABLE AppRequests (TimeGenerated, OperationName, Success, ResultCode)")
        database.execute("INSERT INTO now VALUES (?)", (now,))
        database.executemany("INSERT INTO AppTraces VALUES (?, ?)", lines)
        requests = ((minute, run.function, run.success, run.result) for minute, run in runs)
        database.executemany("INSERT INTO AppRequests VALUES (?, ?, ?, ?)", requests)
        return database.execute(_sql(query)).fetchall()
    finally:
        database.close()


def _sql(query: str) -> str:
    text = " ".join(line for line in query.splitlines() if not line.startswith("//"))
    table, *steps = (" ".join(step.split()) for step in text.split("| "))
    sql = f"SELECT * FROM {table}"  # noqa: S608 - our own queries, on a database of no one's
    for step in steps:
        sql = _around(sql, *step.split(" ", 1))
    return sql


def _around(inner: str, operator: str, what: str) -> str:
    for pattern, instead in _WORDS:
        what = re.sub(pattern, instead, what)
    match operator:
        case "where":
            return f"SELECT * FROM ({inner}) WHERE {what}"  # noqa: S608 - as above
        case "extend":
            name, value = what.split(" = ", 1)
            return f"SELECT *, {value} AS {name} FROM ({inner})"  # noqa: S608 - as above
        case "summarize":
            figures, _, group = what.partition(" by ")
            grouped = f" GROUP BY {group}" if group else ""
            return f"SELECT {figures}{', ' + group if group else ''} FROM ({inner}){grouped}"  # noqa: S608 - as above
        case _:
            raise ValueError(f"no form for {operator}")
