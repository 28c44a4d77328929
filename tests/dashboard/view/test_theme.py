"""The look can be read by everyone: contrast, colour vision, one name per colour."""

import json
import tomllib
from itertools import combinations

import numpy as np
import pytest

from dashboard.view import theme
from dashboard.view.assets import STATIC
from dashboard.view.words import words_in

CONFIG = tomllib.loads(theme.CONFIG.read_text("utf-8"))
MODES = ("light", "dark")
TEXT_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
GRAPHIC_CONTRAST = 3.0  # WCAG 2.2, 1.4.11
FAMILIES = ("red", "orange", "yellow", "green", "blue", "violet", "gray")

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
VISION = {
    "full": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def linear(colour: str) -> np.ndarray:
    value = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    light = [linear(colour) @ [0.2126, 0.7152, 0.0722] + 0.05 for colour in (one, other)]
    return max(light) / min(light)


def faded(colour: str, surface: str, opacity: float) -> str:
    channels = [
        round(
            opacity * int(colour[at : at + 2], 16) + (1 - opacity) * int(surface[at : at + 2], 16)
        )
        for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{channel:02X}" for channel in channels)


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
    x, y, z = np.cbrt(np.clip(to_xyz @ rgb, 216 / 24389, None) / [0.95047, 1, 1.08883])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def ciede2000(one: np.ndarray, other: np.ndarray) -> float:
    """Sharma, Wu and Dalal 2005."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25.0**7))
    c1, c2 = np.hypot(a1 * stretch, b1), np.hypot(a2 * stretch, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a * stretch)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180
    hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    at = (h1 + turn / 2) % 360
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    t = 1 - 0.17 * np.cos(np.radians(at - 30)) + 0.24 * np.cos(np.radians(2 * at))
    t += 0.32 * np.cos(np.radians(3 * at + 6)) - 0.20 * np.cos(np.radians(4 * at - 63))
    sl = 1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2)
    sc, sh = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    twist = -2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
    twist *= np.sin(np.radians(60 * np.exp(-(((at - 275) / 25) ** 2))))
    dl, dc, dh = (l2 - l1) / sl, (c2 - c1) / sc, hue / sh
    return float(np.sqrt(dl**2 + dc**2 + dh**2 + twist * dc * dh))


def test_the_distance_is_ciede2000():
    one, other = np.array([50, 2.6772, -79.7751]), np.array([50, 0, -82.7485])
    assert ciede2000(one, other) == pytest.approx(2.0425, abs=1e-4)
    assert ciede2000(np.array([50, 2.5, 0]), np.array([73, 25, -18])) == pytest.approx(
        27.1492, abs=1e-4
    )


@pytest.mark.parametrize("mode", MODES)
def test_every_text_reads_on_every_surface(mode):
    look = CONFIG["theme"][mode]
    surfaces = [look["backgroundColor"], look["secondaryBackgroundColor"]]
    inks = ["textColor", "linkColor", "codeTextColor", "dataframeHeaderTextColor", "grayTextColor"]
    pairs = {(look[ink], surface) for ink in inks for surface in surfaces}
    # st.caption is the text at 60 %.
    pairs |= {(faded(look["textColor"], surfaces[0], 0.6), surfaces[0])}
    pairs |= {(look[f"{name}TextColor"], look[f"{name}BackgroundColor"]) for name in FAMILIES}
    pairs |= {(look[f"{name}TextColor"], surface) for name in FAMILIES for surface in surfaces}
    # Selected options, active tabs and slider values are written in the primary colour. White on
    # it (primary buttons, multiselect tags) reads in light mode only, so no page may use those.
    pairs |= {(look["primaryColor"], surface) for surface in surfaces}
    assert [pair for pair in pairs if contrast(*pair) < TEXT_CONTRAST] == []


@pytest.mark.parametrize("mode", MODES)
def test_every_mark_stands_out_from_every_surface(mode):
    look = CONFIG["theme"][mode]
    marks = [*theme.colours("series", mode), look["primaryColor"]]
    marks += [look[f"{name}Color"] for name in FAMILIES]
    surfaces = [look["backgroundColor"], look["secondaryBackgroundColor"]]
    faint = [
        (mark, surface)
        for mark in marks
        for surface in surfaces
        if contrast(mark, surface) < GRAPHIC_CONTRAST
    ]
    assert faint == []


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("mode", MODES)
def test_criteria_are_told_apart_whatever_the_colour_vision(mode, vision):
    seen = [
        lab(np.clip(VISION[vision] @ linear(colour), 0, 1))
        for colour in theme.colours("series", mode)
    ]
    nearest = {
        count: min(ciede2000(*pair) for pair in combinations(seen[:count], 2)) for count in (5, 10)
    }
    assert nearest[5] >= 12  # the usual number of criteria
    assert nearest[10] >= 8.5


@pytest.mark.parametrize("mode", MODES)
def test_neighbours_in_a_bar_differ_in_grey(mode):
    grey = np.array([lab(linear(colour))[0] for colour in theme.colours("series", mode)])
    assert np.abs(np.diff(grey)).min() >= 15


@pytest.mark.parametrize("palette", ["series", "sequential", "diverging"])
def test_a_palette_has_ten_colours_in_both_modes(palette):
    assert [len(set(theme.colours(palette, mode))) for mode in MODES] == [10, 10]


@pytest.mark.parametrize(("mode", "direction"), [("light", -1), ("dark", 1)])
def test_the_sequential_scale_moves_away_from_the_surface_step_by_step(mode, direction):
    lightness = np.array([lab(linear(colour))[0] for colour in theme.colours("sequential", mode)])
    assert (np.diff(lightness) * direction > 0).all()


def test_every_font_of_the_theme_is_in_the_house_and_small():
    faces = [STATIC / face["url"].removeprefix("/assets/") for face in CONFIG["theme"]["fontFaces"]]
    assert sorted(faces) == sorted((STATIC / "fonts").glob("*.woff2"))
    assert sum(face.stat().st_size for face in faces) < 300_000


def test_a_criterion_keeps_its_colour_name_and_the_eleventh_starts_again():
    assert [theme.series(position) for position in (1, 10, 11)] == [
        "var(--series-1)",
        "var(--series-10)",
        "var(--series-1)",
    ]
    with pytest.raises(ValueError, match="from 1"):
        theme.series(0)


def test_a_figure_names_its_colours_and_holds_none():
    figure = theme.figure(words_in("id"))
    figure.add_bar(x=[1], marker_color=theme.series(2))
    figure.add_heatmap(z=[[1, 2]], colorscale=theme.scale("sequential"))
    text = figure.to_json()
    assert "#" not in text
    assert json.loads(text)["layout"]["separators"] == ",."
    assert json.loads(text)["data"][1]["colorscale"][9] == [1.0, "var(--sequential-10)"]


def test_only_a_zoomable_figure_takes_the_finger():
    words = words_in("en")
    assert [
        (figure.layout.dragmode, figure.layout.xaxis.fixedrange)
        for figure in (theme.figure(words), theme.figure(words, zoomable=True))
    ] == [(False, True), ("zoom", False)]


def test_a_label_is_no_markup_and_breaks_into_lines() -> None:
    assert theme.label("Video & <b>data</b>") == "Video &amp; &lt;b&gt;data&lt;/b&gt;"
    assert theme.label("Potensi pengembangan layanan", 22) == "Potensi pengembangan<br>layanan"
