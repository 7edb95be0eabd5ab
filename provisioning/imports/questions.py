"""What an administrator is asked when a file can be read in more than one way, or in none that was named."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Question:
    """A question that one of the options answers.

    Attributes:
        about: The option.
        question: A sentence that names the place in the file.
        choices: The answers that fit the file; empty if the file itself has to be changed.
    """

    about: Literal["encoding", "delimiter", "columns", "dates"]
    question: str
    choices: tuple[str, ...]


class Unclear(Exception):
    """A file cannot be read without answers."""

    def __init__(self, *questions: Question) -> None:
        self.questions = questions
        super().__init__("; ".join(each.question for each in questions))
