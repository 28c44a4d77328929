"""The HTML of a panel taken apart: the texts of its tables and of its elements by class."""

from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "meta", "path", "rect", "circle", "use"}


class _Reader(HTMLParser):
    """Collects rows of cell texts, and the text of every element with a class."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, list[str], bool]] = []
        self.rows: list[list[str]] = []
        self.by_class: list[tuple[set[str], str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        text: list[str] = []
        if tag == "tr":
            self.rows.append([])
        classes = set((given.get("class") or "").split())
        self.by_class.append((classes, tag, text))
        if tag not in VOID:
            hidden = given.get("aria-hidden") == "true"
            self.open.append((tag, text, hidden))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """What closes itself holds no text."""

    def handle_endtag(self, tag: str) -> None:
        opened, text, _ = self.open.pop()
        assert opened == tag, f"<{opened}> closed by </{tag}>"
        if tag in ("td", "th"):
            self.rows[-1].append(tidy(text))

    def handle_data(self, data: str) -> None:
        if any(hidden for _, _, hidden in self.open):
            return
        for _, text, _ in self.open:
            text.append(data)


def tidy(parts: list[str]) -> str:
    return " ".join("".join(parts).split())


def read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [], "an element is not closed"
    return reader


def rows_of(html: str) -> list[list[str]]:
    """Every table row as the texts of its cells, without what is hidden from screen readers."""
    return read(html).rows


def texts_of(html: str, name: str) -> list[str]:
    """The texts of the elements with this class, or of this tag, in order."""
    found = read(html).by_class
    return [tidy(text) for classes, tag, text in found if name in classes or name == tag]


class _Text(HTMLParser):
    """Collects all that can be read, parted where the markup parts it."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def text_of(html: str) -> str:
    """All that can be read, in one line."""
    reader = _Text()
    reader.feed(html)
    return " ".join(" ".join(reader.parts).split())
