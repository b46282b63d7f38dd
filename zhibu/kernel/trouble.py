"""What is wrong with the machine, said so that its owner can put it right."""

from __future__ import annotations


class Trouble(Exception):
    """Something outside the product stands in the way.

    `code` is for programs and never translated; `sentence` says what is wrong, `remedy` what to do.
    """

    def __init__(self, code: str, sentence: str, remedy: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.sentence}\n{self.remedy}" if self.remedy else self.sentence

    def as_json(self) -> dict[str, str]:
        return {"code": self.code, "sentence": self.sentence, "remedy": self.remedy}
