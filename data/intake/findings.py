"""What was found wrong while a sheet is read: problems by row, and which rows are rejected."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from data.rows import Problem
from data.sheets.sheet import CellProblem, Sheet


@dataclass
class Findings:
    """Problems of one sheet. Rows are given by their place in ``sheet.rows`` and told by the number people see."""

    sheet: Sheet
    today: date
    problems: list[Problem] = field(default_factory=list)
    rejected: set[int] = field(default_factory=set)

    def reject(self, place: int, column: str, value: object, code: str, message: str) -> None:
        """Reject the row at *place* for this reason; a row may have several."""
        self.rejected.add(place)
        self.problems.append(Problem(self.sheet.numbers[place], column, str(value), code, message))

    def reject_cell(self, place: int, column: str, value: str, problem: CellProblem) -> None:
        """Reject a row for a cell that could not be read."""
        self.reject(place, column, value, problem.code, problem.message)

    def flag(self, place: int, column: str, value: object, code: str, message: str) -> None:
        """Say that something in a row is doubtful; the row is kept."""
        self.problems.append(Problem(self.sheet.numbers[place], column, str(value), code, message, "flag"))

    def flag_file(self, column: str, code: str, message: str, value: object = "") -> None:
        """Say that something is doubtful about a column or the whole file."""
        self.problems.append(Problem(0, column, str(value), code, message, "flag"))

    def number(self, place: int) -> int:
        """The row number a person sees."""
        return self.sheet.numbers[place]

    def in_order(self) -> tuple[Problem, ...]:
        """The problems by row, those of the whole file first."""
        return tuple(sorted(self.problems, key=lambda problem: problem.row))
