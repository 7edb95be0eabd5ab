"""The count of the points at which faults were tried."""

from itertools import pairwise

import pytest

from tests.faults.tally import Tally, table


def test_a_point_counts_as_converged_unless_its_block_raises() -> None:
    tally = Tally("any", thorough=True)
    with tally.point("a call fails"):
        pass
    with pytest.raises(AssertionError), tally.point("a call fails"):
        raise AssertionError
    assert tally.counts == {"a call fails": (2, 1)}


@pytest.mark.parametrize(
    ("thorough", "one_in", "ordinarily", "size"),
    [
        pytest.param(True, 1, None, 60, id="all of them in a run about faults"),
        pytest.param(True, 3, None, 20, id="some of them, if all would take too long"),
        pytest.param(False, 1, None, 12, id="a fifth in a run of all tests"),
        pytest.param(False, 1, 1, 60, id="all of them in a run of all tests, if a test says so"),
    ],
)
def test_a_sample_holds_points_at_the_same_distance(
    *, thorough: bool, one_in: int, ordinarily: int | None, size: int
) -> None:
    sample = Tally("any", thorough=thorough).sample(range(60), one_in=one_in, ordinarily=ordinarily)
    assert len(sample) == size
    assert {later - earlier for earlier, later in pairwise(sample)} == {60 // size}


def test_the_same_test_takes_the_same_sample_under_the_same_seed_and_another_test_another_one() -> None:
    samples = {name: Tally(name, thorough=True).sample(range(10_000), one_in=1_000) for name in ("a", "b", "c", "d")}
    assert Tally("a", thorough=True).sample(range(10_000), one_in=1_000) == samples["a"]
    assert len({sample[0] for sample in samples.values()}) > 1


def test_the_table_adds_up_all_tests_and_names_the_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAULTS_SEED", "7")
    assert [*table([{"dies": (2, 2), "fails": (1_000, 999)}, {"fails": (1, 1)}])] == [
        "kind of fault    tried  converged",
        "dies                 2          2",
        "fails            1,001      1,000",
        "1,003 fault points tried, 1,002 converged (seed 7)",
    ]
