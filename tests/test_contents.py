"""Each package lists its modules in its docstring, in the order in which they build on each other."""

from __future__ import annotations

import re
from pathlib import Path

import grimp
import pytest

from tests.conftest import ROOT

ROOMS = ("schemas", "tasks", "flows")
PACKAGES = sorted(file.parent.relative_to(ROOT) for room in ROOMS for file in ROOT.glob(f"{room}/**/__init__.py"))
ENTRY = re.compile(r"(?m)^(\w+) {2,}\S.*$")


def listed(package: Path) -> list[str]:
    """The modules in the table of contents of a package, in its order."""
    docstring = (ROOT / package / "__init__.py").read_text("utf-8")
    return ENTRY.findall(docstring)


def contained(package: Path) -> set[str]:
    """The modules and packages that are in a package."""
    modules = {file.stem for file in (ROOT / package).glob("*.py")} - {"__init__"}
    return modules | {file.parent.name for file in (ROOT / package).glob("*/__init__.py")}


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph(*ROOMS, cache_dir=None)


@pytest.mark.parametrize("package", PACKAGES, ids=str)
def test_a_package_lists_all_of_its_modules_and_nothing_else(package: Path) -> None:
    assert sorted(listed(package)) == sorted(contained(package)), f"mend the table in {package}/__init__.py"


@pytest.mark.parametrize("package", PACKAGES, ids=str)
def test_no_module_imports_one_that_is_listed_after_it(package: Path, imports: grimp.ImportGraph) -> None:
    prefix = ".".join(package.parts)
    names = listed(package)
    backwards = [
        f"{name} imports {later}"
        for number, name in enumerate(names)
        for later in names[number + 1 :]
        if imports.direct_import_exists(importer=f"{prefix}.{name}", imported=f"{prefix}.{later}", as_packages=True)
    ]
    assert not backwards


def test_the_docstring_of_the_training_names_all_of_its_modules() -> None:
    docstring = (ROOT / "training" / "__init__.py").read_text("utf-8")
    assert [name for name in contained(Path("training")) if not re.search(rf"\b{name}``", docstring)] == []
