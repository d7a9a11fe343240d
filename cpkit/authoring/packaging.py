"""A plugin's packaging: its metadata, entry point and package data beside what lies in its folder."""

from __future__ import annotations

import configparser
import fnmatch
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cpkit.authoring.remarks import Remark, error, warning
from cpkit.language import _

NEEDED = ("name", "version", "description", "license", "requires-python")
DATA = (".toml", ".docx", ".json", ".csv", ".xlsx")


@dataclass
class Project:
    """What the packaging says: metadata as in pyproject.toml, entry points of cpkit, globs of package data."""

    file: str
    metadata: dict[str, str] = field(default_factory=dict)
    requires: list[str] = field(default_factory=list)
    entries: dict[str, str] = field(default_factory=dict)
    data: dict[str, list[str]] = field(default_factory=dict)


def read_project(root: Path) -> Project | None:
    """The packaging of the folder, from pyproject.toml and setup.cfg together; None where there is neither."""
    found = _from_pyproject(root / "pyproject.toml")
    older = _from_setup_cfg(root / "setup.cfg")
    if found is None or not found.metadata:
        return older or found
    return found


def review(root: Path, project: Project | None) -> Iterator[Remark]:
    """What is to be said of the packaging."""
    if project is None:
        yield error(".", _("Thiếu pyproject.toml (hoặc setup.cfg): không cài được bằng pip."))
        return
    for name in NEEDED:
        if not project.metadata.get(name):
            weight = error if name in ("name", "version") else warning
            yield weight(project.file, _("Thiếu {name} trong phần mô tả gói.").format(name=name))
    if not any(each.partition(";")[0].strip().startswith("cpkit") for each in project.requires):
        yield warning(project.file, _("Thiếu cpkit trong các gói cần có (dependencies)."))
    yield from _entries(root, project)
    yield from _package_data(root, project)
    yield from _beside(root)


def _entries(root: Path, project: Project) -> Iterator[Remark]:
    if not project.entries:
        yield error(project.file, _("Thiếu điểm vào thuộc nhóm cpkit (entry points): cpkit không tìm thấy tiện ích."))
    for name, target in project.entries.items():
        if module_file(root, target) is None:
            sentence = _("Điểm vào {name} trỏ đến {target}, nhưng không có mô-đun ấy trong thư mục.")
            yield error(project.file, sentence.format(name=name, target=target))


def module_file(root: Path, target: str) -> Path | None:
    """The file of the module that an entry point names, in `root` or its `src`."""
    steps = target.partition(":")[0].split(".")
    for base in (root, root / "src"):
        for path in (base.joinpath(*steps).with_suffix(".py"), base.joinpath(*steps, "__init__.py")):
            if path.is_file():
                return path
    return None


def _package_data(root: Path, project: Project) -> Iterator[Remark]:
    """Data that lies in a package and would not be installed with it."""
    for target in project.entries.values():
        main = module_file(root, target)
        if main is None or main.name != "__init__.py":
            continue
        package = main.parent
        globs = project.data.get(package.name, []) + project.data.get("*", [])
        for path in sorted(each for each in package.rglob("*") if each.suffix in DATA):
            inside = path.relative_to(package).as_posix()
            if not any(fnmatch.fnmatch(inside, glob.replace("**/", "*")) for glob in globs):
                where = path.relative_to(root).as_posix()
                yield error(where, _("Tệp này không nằm trong package-data: cài xong sẽ thiếu."))


def _beside(root: Path) -> Iterator[Remark]:
    if not any(root.glob("README*")):
        yield warning(".", _("Thiếu README: người khác không biết tiện ích làm gì."))
    if not any(root.glob("tests/**/test_*.py")):
        yield warning(".", _("Thiếu bài kiểm thử (tests/test_….py)."))


def _from_pyproject(path: Path) -> Project | None:
    if not path.is_file():
        return None
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    project: Mapping[str, object] = content.get("project", {})
    metadata = {key: str(value) for key, value in project.items() if key in NEEDED}
    requires, points = project.get("dependencies", []), project.get("entry-points", {})
    data = content.get("tool", {}).get("setuptools", {}).get("package-data", {})
    entries = points.get("cpkit", {}) if isinstance(points, dict) else {}
    return Project(path.name, metadata, list(requires) if isinstance(requires, list) else [], dict(entries), data)


def _from_setup_cfg(path: Path) -> Project | None:
    if not path.is_file():
        return None
    parser = configparser.ConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path, encoding="utf-8")
    sections = {name: dict(parser[name]) for name in parser.sections()}
    metadata, options = sections.get("metadata", {}), sections.get("options", {})
    metadata["requires-python"] = options.get("python_requires", "")
    lines = parser.get("options.entry_points", "cpkit", fallback="").splitlines()
    entries = {name.strip(): target.strip() for name, sign, target in (line.partition("=") for line in lines) if sign}
    globs = sections.get("options.package_data", {})
    data = {package: text.replace(",", "\n").split() for package, text in globs.items()}
    return Project(path.name, metadata, options.get("install_requires", "").split("\n"), entries, data)
