"""A plugin's packaging: its metadata, entry point and package data beside what lies in its folder."""

from __future__ import annotations

import configparser
import fnmatch
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cpkit.authoring.remarks import Remark, error, warning
from cpkit.language import _

NEEDED = ("name", "version", "description", "requires-python")
COMPILED = (".so", ".pyd", ".dll", ".exe", ".dylib", ".pyc")
STRICT_LICENCES = ("gpl", "general public license")
"""Words of licences that ask the same of everything they are given on with; cpkit itself is under Apache-2.0."""
DATA = (".toml", ".docx", ".json", ".csv", ".xlsx")


@dataclass
class Project:
    """What the packaging says: metadata as in pyproject.toml, entry points of cpkit, globs of package data."""

    file: str
    metadata: dict[str, str] = field(default_factory=dict)
    requires: list[str] = field(default_factory=list)
    entries: dict[str, str] = field(default_factory=dict)
    data: dict[str, list[str]] = field(default_factory=dict)
    packages: list[str] = field(default_factory=list)
    """The packages named one by one; none where they are found by themselves."""
    gathers: bool = True
    """Whether data files must be named (setuptools); other tools take all that lie in a package."""


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
    yield from _requires(project)
    yield from _licence(root, project)
    yield from _entries(root, project)
    yield from _package_data(root, project)
    yield from _beside(root)


def _requires(project: Project) -> Iterator[Remark]:
    names = [found[0] for each in project.requires if (found := re.match(r"[\w.-]+", each.strip()))]
    if "cpkit" not in names:
        yield warning(project.file, _("Thiếu cpkit trong các gói cần có (dependencies)."))
    others = ", ".join(name for name in names if name not in ("cpkit", "click", "msgspec"))
    if others:
        sentence = _("Cần thêm gói khác ({names}): máy của cán bộ có thể không có mạng để cài.")
        yield warning(project.file, sentence.format(names=others))


def _licence(root: Path, project: Project) -> Iterator[Remark]:
    """That it may be given on: by a line of the metadata, or a file beside it; and on which condition."""
    files = [path for name in ("LICEN[SC]E*", "COPYING*") for path in sorted(root.glob(name)) if path.is_file()]
    said = project.metadata.get("license", "")
    if not said and not files:
        sentence = _("Thiếu giấy phép: thêm tệp LICENSE, hoặc dòng license trong phần mô tả gói.")
        yield warning(project.file, sentence)
    heads = [path.read_text(encoding="utf-8", errors="replace")[:2000] for path in files]
    if any(word in text.lower() for text in (said, *heads) for word in STRICT_LICENCES):
        sentence = _("Giấy phép GPL: phát tiện ích cùng cpkit (Apache-2.0) thì cả bộ phải theo GPL; hãy hỏi kỹ.")
        yield warning(files[0].name if files else project.file, sentence)


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
        yield from _inner_packages(root, package, project)
        if not project.gathers or (root / "MANIFEST.in").is_file():
            continue
        globs = project.data.get(package.name, []) + project.data.get("*", [])
        for path in sorted(each for each in package.rglob("*") if each.suffix in DATA):
            inside = path.relative_to(package).as_posix()
            if not any(fnmatch.fnmatch(inside, glob.replace("**/", "*")) for glob in globs):
                where = path.relative_to(root).as_posix()
                yield error(where, _("Tệp này không nằm trong package-data: cài xong sẽ thiếu."))


def _inner_packages(root: Path, package: Path, project: Project) -> Iterator[Remark]:
    """Packages inside the plugin's that its list of packages forgets."""
    for path in sorted(package.rglob("__init__.py")) if project.packages else ():
        name = ".".join(path.parent.relative_to(package.parent).parts)
        if name not in project.packages:
            where = path.parent.relative_to(root).as_posix()
            yield error(where, _("Gói con {name} không nằm trong packages: cài xong sẽ thiếu.").format(name=name))


def _beside(root: Path) -> Iterator[Remark]:
    if (root / "setup.py").is_file():
        yield warning("setup.py", _("setup.py chạy mã ngay khi cài: hãy dùng pyproject.toml."))
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root).parts
        if path.suffix in COMPILED and "__pycache__" not in inside and not inside[0].startswith((".", "build")):
            yield warning(path.relative_to(root).as_posix(), _("Tệp đã biên dịch: không ai đọc lại được."))
    if not any(root.glob("README*")):
        yield warning(".", _("Thiếu README: người khác không biết tiện ích làm gì."))
    if not any(root.glob("tests/**/test_*.py")):
        yield warning(".", _("Thiếu bài kiểm thử (tests/test_….py)."))


def _from_pyproject(path: Path) -> Project | None:
    if not path.is_file():
        return None
    content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    project: Mapping[str, object] = content.get("project", {})
    metadata = {key: str(value) for key, value in project.items() if key in (*NEEDED, "license")}
    lines = [metadata.get("license", ""), *_licence_lines(project.get("classifiers"))]
    metadata |= {"license": " ".join(lines).strip()} if any(lines) else {}
    requires, points = project.get("dependencies", []), project.get("entry-points", {})
    tool = content.get("tool", {}).get("setuptools", {})
    data, packages = tool.get("package-data", {}), tool.get("packages", [])
    gathers = "setuptools" in str(content.get("build-system", {}).get("build-backend", "setuptools"))
    entries = points.get("cpkit", {}) if isinstance(points, dict) else {}
    named = packages if isinstance(packages, list) else []
    needed = list(requires) if isinstance(requires, list) else []
    return Project(path.name, metadata, needed, dict(entries), data, named, gathers)


def _licence_lines(classifiers: object) -> list[str]:
    lines = classifiers if isinstance(classifiers, list) else []
    return [str(line) for line in lines if str(line).startswith("License ::")]


def _from_setup_cfg(path: Path) -> Project | None:
    if not path.is_file():
        return None
    parser = configparser.ConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path, encoding="utf-8-sig")
    sections = {name: dict(parser[name]) for name in parser.sections()}
    metadata, options = sections.get("metadata", {}), sections.get("options", {})
    metadata["requires-python"] = options.get("python_requires", "")
    lines = parser.get("options.entry_points", "cpkit", fallback="").splitlines()
    entries = {name.strip(): target.strip() for name, sign, target in (line.partition("=") for line in lines) if sign}
    globs = sections.get("options.package_data", {})
    data = {package: text.replace(",", "\n").split() for package, text in globs.items()}
    packages = options.get("packages", "").replace(",", "\n").split()
    named = packages if not any(each.startswith("find") for each in packages) else []
    return Project(path.name, metadata, options.get("install_requires", "").split("\n"), entries, data, named)
