"""How the parsers are fuzzed: how hard, from which seed, and what is thrown at them."""

import json
import os
from collections.abc import Callable
from typing import Any, Final

import hypothesis
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from tests.security.seeds import fuzz_seed
from tests.sources.invented import documents

PROFILE: Final = "HYPOTHESIS_PROFILE"
"""The environment variable that says how hard: `long` takes half an hour, `brief` seconds, all else under a minute."""
_EXAMPLES: Final = {"long": 20_000, "brief": 50}
_USUALLY: Final = 500


def fuzzed(test: Callable[..., Any]) -> Callable[..., Any]:
    """Make a hypothesis test one of the fuzz tests."""
    examples = _EXAMPLES.get(os.environ.get(PROFILE, ""), _USUALLY)
    effort = settings(
        max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=True
    )
    marked: Callable[..., Any] = pytest.mark.timeout(3_600)(
        pytest.mark.fuzz(effort(hypothesis.seed(fuzz_seed())(test)))
    )
    return marked


ODD_TEXTS: Final = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=20),
    st.sampled_from(
        [
            *(
                "",
                " ",
                "\x00",
                "\r\n",
                "\ud800",
                "\ufeff",
                "\u202e",
                "' or 1 eq 1",
                "O'Brien",
                "%00",
                "%",
                "+",
                "../..",
                "#",
            ),
            *(
                "=cmd|' /C calc'!A0",
                "9" * 400,
                "1e999",
                "NaN",
                "0001-01-01",
                "9999-12-31T23:59:59+14:00",
                "{}",
                "[]",
                "|",
            ),
        ]
    ),
)
ODD_VALUES: Final[st.SearchStrategy[JsonValue]] = st.one_of(
    documents,
    ODD_TEXTS,
    st.sampled_from([2**63, -(2**200), 1e308, 5e-324, [[]], {"": None}, True, None]),
)


@st.composite
def changed(draw: st.DrawFn, sample: JsonValue) -> JsonValue:
    """Return a document in which up to three places hold something else, or nothing."""
    document = sample
    for _ in range(draw(st.integers(0, 3))):
        document = _changed_once(draw, document)
    return document


def _changed_once(draw: st.DrawFn, document: JsonValue) -> JsonValue:
    """Return a document with one place changed: it goes down by chance, and replaces what it finds there."""
    if isinstance(document, dict) and document and draw(st.integers(0, 4)):
        name = draw(st.sampled_from(sorted(document)))
        kept = {key: value for key, value in document.items() if key != name}
        match draw(st.integers(0, 9)):
            case 0:
                return kept
            case 1:
                return kept | {draw(ODD_TEXTS): document[name]}
            case _:
                return kept | {name: _changed_once(draw, document[name])}
    if isinstance(document, list) and document and draw(st.integers(0, 4)):
        place = draw(st.integers(0, len(document) - 1))
        return [*document[:place], _changed_once(draw, document[place]), *document[place + 1 :]]
    return draw(ODD_VALUES)


def bodies(*samples: bytes) -> st.SearchStrategy[bytes]:
    """Return request bodies: any bytes, samples with some bytes changed, and samples with some values changed."""
    read = [json.loads(sample) for sample in samples]
    return st.one_of(
        st.binary(max_size=200),
        ODD_VALUES.map(_dumped),
        st.sampled_from(samples).flatmap(_spoilt),
        *(changed(sample).map(_dumped) for sample in read),
    )


def _dumped(document: JsonValue) -> bytes:
    return json.dumps(document).encode()


def _spoilt(sample: bytes) -> st.SearchStrategy[bytes]:
    cut = st.integers(0, len(sample))
    return st.builds(
        lambda place, scrap: sample[:place] + scrap + sample[place + len(scrap) :], cut, st.binary(max_size=4)
    )
