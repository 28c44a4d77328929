"""The house keeps its shape: which module may import which, and no page runs without the frame."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# What a module may import of our own, longest matching name first. A module that no line covers
# fails, so a new room has to be entered here.
MAY_IMPORT = {
    "streamlit_app": ("dashboard",),
    "pages": ("dashboard",),
    "dashboard": (),
    "dashboard.app": ("dashboard",),
    "dashboard.analysis": ("dashboard.analysis",),
    "dashboard.board": ("dashboard.analysis", "db.ledger", "db.rows"),
    "dashboard.reader": ("dashboard.analysis", "dashboard.board", "db"),
    "dashboard.result": ("dashboard.analysis", "dashboard.board"),
    "dashboard.history": ("db",),
    "dashboard.downloads": (
        "dashboard.access",
        "dashboard.history",
        "dashboard.board",
        "dashboard.screen",
        "dashboard.view",
        "db",
    ),
    "dashboard.access": ("db.models", "db.rows"),
    "dashboard.gate": ("dashboard.access", "dashboard.gate", "dashboard.view", "db"),
    "dashboard.oidc": ("dashboard.gate.sign_on", "dashboard.oidc", "db.models"),
    "dashboard.parts": ("dashboard.access", "dashboard.board", "dashboard.reader"),
    "dashboard.pulse": ("dashboard.access", "dashboard.board", "dashboard.parts", "db"),
    "dashboard.desk": (
        "dashboard.access",
        "dashboard.analysis",
        "dashboard.board",
        "dashboard.desk",
        "dashboard.reader",
        "dashboard.result",
        "dashboard.view.words",
        "db",
    ),
    "dashboard.forms": (
        "dashboard.access",
        "dashboard.board",
        "dashboard.desk",
        "dashboard.forms",
        "dashboard.history",
        "dashboard.live",
        "dashboard.oidc",
        "dashboard.screen",
        "dashboard.view",
        "db.models",
        "db.rows",
        "db.starting",
        "db.workbook.report",
    ),
    "dashboard.screen": (
        "dashboard.access",
        "dashboard.board",
        "dashboard.reader",
        "dashboard.view.words",
        "db",
    ),
    "dashboard.broadcast": (
        "dashboard.access",
        "dashboard.gate",
        "dashboard.pulse",
        "dashboard.reader",
        "dashboard.screen",
        "dashboard.view",
        "db.models",
    ),
    "dashboard.away": (
        "dashboard.gate",
        "dashboard.live",
        "dashboard.reader",
        "dashboard.screen",
        "dashboard.view",
    ),
    "dashboard.sessions": (),
    "dashboard.live": (
        "dashboard.board",
        "dashboard.parts",
        "dashboard.pulse",
        "dashboard.screen",
        "dashboard.view.assets",
    ),
    "dashboard.view": (
        "dashboard.access",
        "dashboard.analysis",
        "dashboard.board",
        "dashboard.history",
        "dashboard.result",
        "dashboard.view",
        "db.changes",
        "db.ledger",
        "db.models",
        "db.rows",
        "db.workbook.messages",
        "db.workbook.report",
        "db.rules",
    ),
    "db": ("db",),
    "db.card_commands": ("db", "dashboard.view.cards", "dashboard.view.words"),
    "db.__main__": ("db", "dashboard.reader", "dashboard.result"),
}
# Rooms that must not know of Streamlit; the analysis knows nothing but arrays.
NO_STREAMLIT = (
    "db",
    "dashboard.analysis",
    "dashboard.board",
    "dashboard.history",
    "dashboard.reader",
    "dashboard.parts",
    "dashboard.pulse",
    "dashboard.result",
    "dashboard.access",
    "dashboard.gate",
    "dashboard.desk",
)
ANALYSIS_MAY_USE = {"numpy", "pandas"}
OURS = {"db", "dashboard", "pages"}
PAGE_LINES = 40


def modules() -> dict[str, Path]:
    files = [ROOT / "streamlit_app.py"]
    for folder in ("pages", "dashboard", "db"):
        files += sorted((ROOT / folder).rglob("*.py"))
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in files
    }


def imports(path: Path) -> set[str]:
    """The modules that a file names in its imports, `from a import b` as both a and a.b."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{name.name}" for name in node.names}
    return found


def within(name: str, rooms: tuple[str, ...]) -> bool:
    return any(name == room or name.startswith(room + ".") for room in rooms)


def rule_for(module: str) -> tuple[str, ...]:
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        if (name := ".".join(parts[:length])) in MAY_IMPORT:
            return MAY_IMPORT[name]
    raise AssertionError(f"{module} stands in no room: enter it in MAY_IMPORT")


MODULES = modules()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_its_room_allows(module: str) -> None:
    allowed = rule_for(module)
    used = {name for name in imports(MODULES[module]) if name.split(".")[0] in OURS}
    assert {name for name in used if not within(name, allowed)} == set()


@pytest.mark.parametrize("module", [name for name in MODULES if within(name, NO_STREAMLIT)])
def test_what_computes_and_stores_does_not_know_streamlit(module: str) -> None:
    assert {name for name in imports(MODULES[module]) if name.split(".")[0] == "streamlit"} == set()


@pytest.mark.parametrize("module", [n for n in MODULES if within(n, ("dashboard.analysis",))])
def test_the_analysis_sees_only_arrays_and_the_standard_library(module: str) -> None:
    import sys

    outside = {name.split(".")[0] for name in imports(MODULES[module])} - {"dashboard"}
    assert outside - ANALYSIS_MAY_USE - sys.stdlib_module_names == set()


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("pages.")])
def test_a_page_is_short_and_holds_no_text_of_its_own(module: str) -> None:
    source = MODULES[module].read_text("utf-8")
    assert len(source.splitlines()) <= PAGE_LINES
    bare = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "st"
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]
    assert bare == []


def test_the_main_script_has_no_pages_folder_beside_it() -> None:
    """Else a cold deep link would run a page without the frame (and its access check)."""
    server = (ROOT / "streamlit_app.py").read_text("utf-8")
    assert '"dashboard" / "app.py"' in server
    assert not (ROOT / "dashboard" / "pages").exists()
