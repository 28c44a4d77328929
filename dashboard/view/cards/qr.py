"""A QR code as SVG: the whole link, so that a phone's own camera opens it."""

import io

import segno

QUIET = 4
"""Modules of white around the code that readers need (ISO/IEC 18004, 7.3.7 in the 2015 edition)."""


def qr_svg(text: str, title: str = "") -> str:
    """The code of a text, black on white in every theme: not all readers know it inverted."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn,
        kind="svg",
        border=QUIET,
        light="#fff",
        dark="#000",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        title=title or None,
    )
    return drawn.getvalue().decode()
