"""Which texts the host takes for a timer's schedule."""

import pytest

from provisioning.rules.schedules import problem_with


@pytest.mark.parametrize(
    "schedule",
    [
        *("0 * * * * *", "*/5 * * * * *", "0 */30 * * * *", "0 0 0 1 1 *", "15,45 * * * * *", "0 0 9-17 * * 1-5"),
        *("0 0 9-17 * * mon-fri", "0 0 5 * Jan Sun", "0  30 3 * * *", "*/5 * * * *", "0 0 1-23/2 * * *"),
    ],
)
def test_a_schedule_of_the_host_is_taken(schedule: str) -> None:
    assert problem_with(schedule) is None


@pytest.mark.parametrize(
    ("schedule", "problem"),
    [
        ("", "has 0 fields instead of six"),
        ("hourly", "has 1 fields instead of six"),
        ("* * * * * * *", "has 7 fields instead of six"),
        ("60 * * * * *", "has '60' in the place of the second"),
        ("0 0 24 * * *", "has '24' in the place of the hour"),
        ("0 0 0 0 * *", "has '0' in the place of the day"),
        ("0 0 0 1 13 *", "has '13' in the place of the month"),
        ("0 0 0 * * 7", "has '7' in the place of the day of the week"),
        ("0 */0 * * * *", "has '*/0' in the place of the minute"),
        ("0 30-10 * * * *", "has '30-10' in the place of the minute"),
        ("0 1,,2 * * * *", "has '1,,2' in the place of the minute"),
        ("0 0 0 L * *", "has 'l' in the place of the day"),
        ("0 0 0 * sun *", "has 'sun' in the place of the month"),
    ],
)
def test_any_other_text_is_told_with_the_field_at_fault(schedule: str, problem: str) -> None:
    assert (problem_with(schedule) or "").startswith(problem)
