"""Stages worked by hand."""

from dataclasses import dataclass

from tests.dashboard.analysis.oracle import Rules, Stage

HAND_WORKED = """
mean criterion
  floats part a true tie       | .2 .3 .5 | 10 | 5 6 6; 6 7 5                | 58 58      | 1 1
  half points too              | .2 .3 .5 | 10 | 5.5 6.5 5.5; 6 7 5; 5 6 6.5 | 58 58 60.5 | 2 2 1
  a zero counts, a blank not   | 1    | 10     | 0/8; -/8; -/-               | 40 80 -    | 1 0 0
  a recused judge is not owed  | 1    | 10     | 7/x; 6/8; x/x               | 70 70 -    | 1 1 0
  scales are mapped to 100     | 30 70| 5 200  | 4 100/2 120                 | 56.5       | 1
  no weight, no influence      | 0 1  | 10     | 10 3; 0 3                   | 30 30      | 1 1
  a weightless mark alone      | 0 1  | 10     | 10 -                        | -          | 0
  a third stays a third        | 1    | 10     | 1/0/0; 1/1/0; 1/1/1         | 10/3 20/3 10 | 3 2 1
  half up on each criterion    | 1 1  | 10 100 | 6 50/7 51                   | 60.5 | 1   | criterion half_up 0
  half even on each criterion  | 1 1  | 10 100 | 6 50/7 51                   | 55   | 1   | criterion half_even 0
  half up at the total         | 1    | 10     | 6.66/6.67; 6.68/6.66        | 66.7 66.7 | 1 1 | total half_up 1
  half even at the total       | 1    | 10     | 6.64/6.65; 6.67/6.66        | 66.4 66.6 | 2 1 | total half_even 1
  the weights of KIPP 2023     | 10 15 5 30 20 5 15 | 100 | 80 70 60 90 85 75 65 | 79 | 1
  seven weights of 0.14        | .14 .14 .14 .14 .14 .14 .14 | 100 | 95 90 90 85 80 75 65;\
 65 95 85 85 80 85 85; 90 80 75 70 70 65 65 | 580/7 580/7 515/7 | 1 1 3
mean sheet
  a true tie over two judges   | .2 .3 .5 | 10 | 5 6 6/6 7 5; 6 7 5/5 6 6    | 58 58      | 1 1
  only whole sheets count      | 1 1  | 10     | 8 6/2 -; 8 6/2 4; 8 -/- 2   | 70 50 -    | 0 1 0
  each mark is rounded         | 1 1  | 10     | 6.5 6.5; 6.4 6.4            | 70 60 | 1 2 | criterion half_up 0
  the total is rounded         | 1 2  | 10     | 1 2; 2 2                    | 16.7 20 | 2 1 | total half_up 1
trimmed_mean criterion
  a printed protocol of the ISU| 1    | 10     | 9.5/10/9.75/9.75/9.5/9.75/10/9.5/9.75\
 | 97.1 | 1 | criterion half_up 2
  the same, unrounded          | 1    | 10     | 9.5/10/9.75/9.75/9.5/9.75/10/9.5/9.75 | 680/7 | 1
  two marks: none is dropped   | 1    | 10     | 9/5/-; x/9/5; 9/5/7         | 70 70 70   | 0 0 1
  two of each need five        | 1    | 10     | 1/9/5/6/10; 1/9/5/6/x       | 60 52.5 | 1 0 | exact half_up 2 2
  of equal marks one is dropped| 1    | 10     | 9/9/9/3/3                   | 70         | 1
  nothing to drop              | 1    | 10     | 9/6; 9/-                    | 75 90 | 1 0 | exact half_up 2 0
  each criterion drops its own | 1 1  | 10     | 1 9/5 4/9 2                 | 45         | 1
trimmed_mean sheet
  a sheet is dropped whole     | 1 1  | 10     | 1 9/5 4/9 2                 | 50         | 1
  a blank makes it two sheets  | 1 1  | 10     | 1 1/5 5/9 -                 | 30         | 0
median criterion
  the middle one of three      | 1    | 10     | 9/2/3                       | 30         | 1
  the mean of the middle two   | 1    | 10     | 9/2/3/4; 9/-/x/4            | 35 65      | 1 0
  each criterion its own middle| 1 1  | 10     | 1 9/5 4/9 4                 | 45         | 1
median sheet
  the middle sheet             | 1 1  | 10     | 1 9/5 4/9 4                 | 50         | 1
  the middle two sheets        | 3 1  | 10 20  | 1 10/5 4                    | 31.25      | 1
standardised criterion
  a severe judge is lifted     | 1    | 100    | 50/30; 60/40; 70/50; 80/60; 90/70\
 | 35.505102572 47.752551286 60 72.247448714 84.494897428 | 5 4 3 2 1
  each judge has other entries | 1    | 100    | 50/x; 60/x; 70/x; 80/x; 90/x; x/30; x/40; x/50; x/60; x/70\
 | 35.505102572 47.752551286 60 72.247448714 84.494897428\
 35.505102572 47.752551286 60 72.247448714 84.494897428 | 9 7 5 3 1 9 7 5 3 1
  four marks: the mean         | 1    | 100    | 50/30; 60/40; 70/50; 80/60  | 40 50 60 70 | 4 3 2 1
standardised sheet
  a severe judge's sheets      | 1 1  | 100    | 40 60/30 30; 60 60/50 30; 70 70/40 60; 80 80/60 60; 90 90/70 70\
 | 35.505102572 47.752551286 60 72.247448714 84.494897428 | 5 4 3 2 1
  all alike: the mean          | 1    | 10     | 5/1; 5/2; 5/3; 5/4; 5/5     | 30 35 40 45 50 | 5 4 3 2 1
"""  # noqa: E501
"""By method and level: title | weights | maxima | entries | totals | places | rounding, mode,
decimals, trim.

Entries are parted by `;`, their judges by `/`, the marks on the criteria by spaces; `-` is a blank,
`x` a recused judge. One maximum stands for all. Totals are out of 100, as decimals or fractions.
Places go to complete entries, 0 to the others.

The ISU protocol: skating skills of the winners of the short dance, Olympic Winter Games 2018, nine
judges, printed as 9.71. The seven weights of 0.14: Duta Wisata Pekalongan; they add to 0.98. The
standardised ones: two judges, 70 ± √200 and 50 ± √200, are together 60 ± √300, so that entries
stand 0, 1 or 2 times √150 from 60.
"""


@dataclass(frozen=True)
class Case:
    """One line of the table."""

    title: str
    stage: Stage
    rules: Rules
    totals: tuple[str, ...]
    places: tuple[int, ...]


def hundredths(number: str) -> int:
    return round(float(number) * 100)


def case_of(heading: str, line: str) -> Case:
    title, weights, maxima, entries, totals, places, *rest = (
        part.strip() for part in line.split("|")
    )
    sheets = [entry.split("/") for entry in entries.split(";")]
    tops = maxima.split() * (len(weights.split()) if " " not in maxima else 1)
    stage = Stage(
        tuple(zip(map(hundredths, weights.split()), map(hundredths, tops), strict=True)),
        len(sheets),
        len(sheets[0]),
        {
            (entry, criterion, judge): hundredths(mark)
            for entry, row in enumerate(sheets)
            for judge, sheet in enumerate(row)
            for criterion, mark in enumerate(sheet.split())
            if mark not in ("-", "x")
        },
        frozenset(
            (entry, judge)
            for entry, row in enumerate(sheets)
            for judge, sheet in enumerate(row)
            if sheet.strip() != "x"
        ),
        frozenset(range(len(sheets))),
    )
    method, level = heading.split()
    options = [*(rest[0].split() if rest else ("exact", "half_up", "2")), "1"]
    rounding, mode, decimals, trim = options[:4]
    rules = Rules(method, level, int(trim), rounding, mode, int(decimals))
    return Case(title, stage, rules, tuple(totals.split()), tuple(map(int, places.split())))


def hand_worked() -> list[Case]:
    cases, heading = [], ""
    for line in HAND_WORKED.strip().splitlines():
        if line.startswith("  "):
            cases.append(case_of(heading, line))
        else:
            heading = line
    return cases
