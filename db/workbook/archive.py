"""The gate before a workbook is read: what it is, how big it gets, and its parts in small pieces.

A workbook is a zip of XML. Nothing is opened before every part was unpacked once through a
counter, and no part is ever held whole; sizes that the file states of itself are not believed.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

FILE_LIMIT = 50 * 2**20
UNPACKED_LIMIT = 300 * 2**20
PARTS_LIMIT = 10_000
TOKEN_LIMIT = 2**20  # one tag with its attributes; the parser must hold it whole
CELL_LIMIT = 5_000_000  # of one workbook
TEXT_LIMIT = 30_000  # characters of one cell; xlsx itself ends at 32,767
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The only two that workbooks use. Others unpack a piece whole, however large it gets."""
_PIECE = 2**16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    ValueError,
    LookupError,
    expat.ExpatError,
)

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


class Unreadable(Exception):  # noqa: N818 - an answer about a file, not an error of ours
    """A file that cannot be read as a whole: the code of its fault and what was expected."""

    def __init__(self, code: str, expected: str = "") -> None:
        super().__init__(code, expected)
        self.code = code
        self.expected = expected


@contextmanager
def damage_told() -> Iterator[None]:
    """Turn what a broken zip or XML raises into `Unreadable`."""
    try:
        yield
    except _DAMAGES as problem:
        raise Unreadable("damaged", str(problem)) from problem


def contents(source: Path | BinaryIO) -> bytes:
    """The bytes of a file, at most `FILE_LIMIT`. Raises Unreadable."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            return contents(file)
    if source.seekable():
        source.seek(0)  # it may have been read before, for a dry run
    data = bytearray()
    while piece := source.read(_PIECE):
        data += piece
        if len(data) > FILE_LIMIT:
            raise Unreadable("too_big", f"{FILE_LIMIT // 2**20} MB")
    if not data:
        raise Unreadable("empty_file")
    return bytes(data)


class Archive:
    """A zipped workbook that was weighed and found safe to read part by part."""

    def __init__(self, data: bytes) -> None:
        """Raises Unreadable: encrypted, old_format, not_a_workbook, damaged, zip_bomb."""
        if data.startswith(_OLE):
            locked = "EncryptedPackage".encode("utf-16-le") in data
            raise Unreadable("encrypted" if locked else "old_format")
        if not data.startswith(b"PK\x03\x04"):
            raise Unreadable("not_a_workbook", ".xlsx, .ods, .csv")
        if data.count(b"PK\x01\x02") > PARTS_LIMIT:  # each costs memory before it is looked at
            raise Unreadable("too_many_parts", f"{PARTS_LIMIT}")
        with damage_told():
            self._zip = zipfile.ZipFile(BytesIO(data))
            self._weigh()
        self.names = frozenset(self._zip.namelist())

    def _weigh(self) -> None:
        parts = self._zip.infolist()
        if any(part.flag_bits & 0x1 for part in parts):
            raise Unreadable("encrypted")
        if len({part.filename for part in parts}) < len(parts):
            raise ValueError("two parts of the same name")
        if any(part.compress_type not in _METHODS for part in parts):
            raise ValueError("a part packed in an unusual way")
        unpacked = 0
        for part in parts:
            with self._zip.open(part) as stream:
                while piece := stream.read(_PIECE):
                    unpacked += len(piece)
                    if unpacked > UNPACKED_LIMIT:
                        raise Unreadable("zip_bomb", f"{UNPACKED_LIMIT // 2**20} MB")

    def head(self, name: str) -> bytes:
        """The beginning of a part; nothing if there is no such part."""
        if name not in self.names:
            return b""
        with damage_told(), self._zip.open(name) as stream:
            return stream.read(_PIECE)

    def parse(self, name: str, start: Start, end: End, text: Text) -> None:
        """Read a part as XML; names come as "namespace|local". Raises Unreadable."""
        parser = expat.ParserCreate(namespace_separator="|")
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        fed = 0
        with damage_told(), self._zip.open(name) as stream:
            while piece := stream.read(_PIECE):
                parser.Parse(piece, False)
                fed += len(piece)
                if fed - parser.CurrentByteIndex > TOKEN_LIMIT:
                    raise ValueError(f"a tag of more than {TOKEN_LIMIT // 2**20} MB")
            parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    raise ValueError("a document type declaration")


class Budget:
    """Counts the cells of a workbook, so that a stray or repeated one cannot fill the memory."""

    def __init__(self, cells: int = CELL_LIMIT) -> None:
        self._left = cells

    def spend(self, cells: int) -> None:
        """Raises Unreadable (too_many_cells) once there is nothing left."""
        self._left -= cells
        if self._left < 0:
            raise Unreadable("too_many_cells", f"{CELL_LIMIT:,}".replace(",", " "))
