"""Everything the screen says, in the reader's language: messages, numbers, dates, lists."""

import datetime as dt
import gettext
import io
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import get_decimal_symbol, get_group_symbol

LOCALES = Path(__file__).parent / "locale"
DEFAULT = "id"
SOURCE = "en"
"""The language of the messages in the code: it needs no catalogue."""
LANGUAGES: tuple[str, ...] = (
    DEFAULT,
    SOURCE,
    *sorted({path.stem for path in LOCALES.glob("*.po")} - {DEFAULT, SOURCE}),
)
"""Language codes in the order of the switch on screen; a new .po file adds its language."""

MINUS = "\N{MINUS SIGN}"
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_PERCENT_AFTER_SPACE = {"id", "de", "fr", "es"}


def message(source: str) -> str:
    """Mark a message declared away from its use, so that the catalogues must hold it."""
    return source


class Words:
    """One language: take it from `words_in`, never make one by hand."""

    def __init__(self, language: str, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self._locale = Locale.parse(language)
        self._catalogue = catalogue
        self._point = get_decimal_symbol(self._locale)
        self._group = get_group_symbol(self._locale)

    @property
    def name(self) -> str:
        """The language in its own words, such as "Indonesia" or "English"."""
        return (self._locale.get_display_name() or self.language).capitalize()

    @property
    def separators(self) -> str:
        """Decimal and thousands sign in one string, as Plotly's `layout.separators` wants it."""
        return self._point + self._group

    def text(self, message: str, /, **values: object) -> str:
        """The message translated, its `%(name)s` places filled; without values it stays as is."""
        translated = self._catalogue.gettext(message)
        return translated % values if values else translated

    def plural(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        """The form that fits `n`; `%(count)s` is `n` written out unless given otherwise."""
        values.setdefault("count", self.number(n))
        return self._catalogue.ngettext(singular, plural, n) % values

    def number(self, value: int | Fraction | Decimal, decimals: int = 0) -> str:
        """The exact value rounded half away from zero, grouped: "1.234,50", "−0,33".

        No float on the way; what rounds to nothing has no sign. NaN and infinity raise.
        """
        scaled = abs(Fraction(value)) * 10**decimals
        units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        whole, rest = divmod(units, 10**decimals)
        digits = f"{whole:,}".replace(",", self._group)
        if decimals:
            digits += f"{self._point}{rest:0{decimals}}"
        return MINUS + digits if value < 0 and units else digits

    def hundredths(self, value: int) -> str:
        """Hundredths as people type them, with as many decimals as they have: 8850 is "88,5"."""
        whole, rest = divmod(abs(value), 100)
        sign, digits = "-" if value < 0 else "", f"{rest:02}".rstrip("0")
        return f"{sign}{whole}{self._point}{digits}" if digits else f"{sign}{whole}"

    def signed(self, value: int | Fraction | Decimal, decimals: int = 0) -> str:
        """As `number`, with a plus before what is still above zero when rounded."""
        digits = self.number(value, decimals)
        return "+" + digits if value > 0 and any(map("123456789".count, digits)) else digits

    def percent(self, share: Fraction, decimals: int = 1) -> str:
        """A share of one: Fraction(3, 10) is "30,0 %" (with a no-break space) or "30.0%"."""
        space = _NO_BREAK_SPACE if self.language in _PERCENT_AFTER_SPACE else ""
        return f"{self.number(share * 100, decimals)}{space}%"

    def date(self, day: dt.date) -> str:
        """The day in full: "Selasa, 27 November 2018"."""
        return format_date(day, "EEEE, d MMMM y", locale=self._locale)

    def clock(self, at: dt.datetime, timezone: str, *, seconds: bool = True) -> str:
        """The time of day at the event: "14:03:22 WIB". A naive `at` raises ValueError."""
        if at.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be shown: {at.isoformat()}")
        local = at.astimezone(ZoneInfo(timezone))
        return f"{local:%H:%M:%S} {local:%Z}" if seconds else f"{local:%H:%M} {local:%Z}"

    def join(self, items: Sequence[str]) -> str:
        """A list in a sentence: "A, B dan C"; an empty list is an empty string."""
        if len(items) < 2:
            return "".join(items)
        return self.text("%(items)s and %(last)s", items=", ".join(items[:-1]), last=items[-1])


def words_in(language: str | None) -> Words:
    """The words of a language; Indonesian for one we do not have."""
    return _load(language if language in LANGUAGES else DEFAULT)


@cache
def _load(language: str) -> Words:
    source = LOCALES / f"{language}.po"
    if not source.exists():
        return Words(language, gettext.NullTranslations())
    with source.open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Words(language, gettext.GNUTranslations(compiled))
