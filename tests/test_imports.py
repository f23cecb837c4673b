"""Who may import whom (docs/how-it-works.md), held by reading every import of the package with `ast`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "dateline"
STAGES = ("read", "resolve", "extract", "link")
DATA = {"model", "errors", "codebook", "lexicons"}
EVERYTHING = {"*"}
# room -> the rooms it may import; itself is always allowed. A room not named here is an error.
ALLOWED: dict[str, set[str]] = {
    "model": set(),
    "errors": set(),
    "settings": {"errors"},
    "codebook": {"model", "errors"},
    "lexicons": {"model", "errors"},
    "decode": set(),
    "tables": set(),
    "truecase": set(),
    "wordforms": set(),
    "parse": {"model", "errors", "lexicons", "truecase", "wordforms"},
    "score": {"model", "errors", "codebook"},
    "record": {"model", "errors", "codebook"},
    "redaction": {"model"},
    "redacted": {"model", "redaction", "store"},
    "pool": {"errors"},
    "versions": {"model"},
    "adding": {"model", "read", "link", "store", "versions"},
    **{stage: DATA | {"decode", "tables", "parse", "settings"} for stage in STAGES},
    "store": {"model", "errors", "codebook", "settings"},
    "export": {"store", "model", "errors", "codebook", "record", "settings"},
    "web": {"store", "model", "errors", "codebook", "record", "settings"},
    "pipeline": DATA
    | {"truecase", "parse", "record", "settings", "store", "pool", "adding", "redaction", *STAGES},
    "cli": EVERYTHING,
    "__init__": EVERYTHING,
    "__main__": EVERYTHING,
}


def imported_modules(path: Path, package: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name below the package) of every import of the package's own modules, relative or not.

    Imports inside functions and under TYPE_CHECKING count too: a direction is a direction.
    """
    name = package.name
    inside = path.relative_to(package).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == name or alias.name.startswith(f"{name}."):
                    yield node.lineno, alias.name.removeprefix(name).lstrip(".") or "__init__"
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                base = inside[: len(inside) - node.level]
                dotted = ".".join([*base, *([node.module] if node.module else [])])
            elif node.module and (node.module == name or node.module.startswith(f"{name}.")):
                dotted = node.module.removeprefix(name).lstrip(".")
            else:
                continue
            if dotted:
                yield node.lineno, dotted
            else:  # "from dateline import read": each name may be a room
                for alias in node.names:
                    room = (package / f"{alias.name}.py").exists() or (package / alias.name).is_dir()
                    yield node.lineno, alias.name if room else "__init__"


def forbidden_imports(package: Path) -> list[str]:
    found = []
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        room = parts[0]
        if room not in ALLOWED:
            found.append(f"{path.name}: the room {room!r} has no line in ALLOWED")
            continue
        for line, dotted in imported_modules(path, package):
            other = dotted.split(".")[0]
            if other != room and other not in ALLOWED[room] and ALLOWED[room] != EVERYTHING:
                found.append(f"{'/'.join(parts)}.py:{line}: {room} must not import {other}")
    return found


def test_imports_keep_their_directions() -> None:
    assert forbidden_imports(PACKAGE) == []


def test_nothing_in_the_package_imports_what_stands_on_top_of_it() -> None:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            tops = {name.split(".")[0] for name in names}
            assert not tops & {"bench", "training", "tests", "torch"}, f"{path.name}: imports {tops}"


@pytest.mark.parametrize(
    ("file", "code", "message"),
    [
        ("extract/rules.py", "from dateline.resolve import places\n", "extract must not import resolve"),
        ("extract/rules.py", "from ..resolve.places import find\n", "extract must not import resolve"),
        ("read/html.py", "import dateline.store.tables\n", "read must not import store"),
        ("read/html.py", "def f():\n    from dateline import store\n", "read must not import store"),
        ("store/tables.py", "from dateline.pipeline import code_report\n", "store must not import pipeline"),
        ("model.py", "from dateline.codebook import family\n", "model must not import codebook"),
        ("link/__init__.py", "from .. import web\n", "link must not import web"),
        ("link/linker.py", "from dateline import code\n", "link must not import __init__"),
        ("attic/tools.py", "", "the room 'attic' has no line in ALLOWED"),
    ],
)
def test_a_forbidden_import_is_found(tmp_path: Path, file: str, code: str, message: str) -> None:
    package = tmp_path / "dateline"
    for room in ("store", "resolve", "web"):
        (package / room).mkdir(parents=True)
        (package / room / "__init__.py").write_text("", encoding="utf-8")
    path = package / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code, encoding="utf-8")
    assert len(found := forbidden_imports(package)) == 1
    assert message in found[0]


def test_an_allowed_import_is_not_reported(tmp_path: Path) -> None:
    package = tmp_path / "dateline"
    (package / "link").mkdir(parents=True)
    text = "from dateline.model import Event\nfrom .pairs import near\nimport dateline.codebook\n"
    (package / "link" / "linker.py").write_text(text, encoding="utf-8")
    assert forbidden_imports(package) == []
