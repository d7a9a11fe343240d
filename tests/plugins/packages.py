"""Small real packages with an entry point, laid out on disk as an installer leaves them."""

from __future__ import annotations

from pathlib import Path


def install(folder: Path, name: str, code: str, **modules: str) -> Path:
    """Put a package `name` with one module and the entry point `name` of the group `cpkit` into `folder`.

    `modules` are further modules beside it. Returns `folder`, to be put on `sys.path` or `PYTHONPATH`.
    """
    metadata = folder / f"{name}-1.2.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text(f"[cpkit]\n{name} = {name}_plugin\n", encoding="utf-8")
    for module, text in {f"{name}_plugin": code, **modules}.items():
        (folder / f"{module}.py").write_text(text, encoding="utf-8")
    return folder


HELLO = """
from cpkit.plugins import CommandSpec, hookimpl

@hookimpl
def commands(register):
    register(CommandSpec("hello", "hello_command:command", {"vi": "Chào một người.", "en": "Greet somebody."}))
"""

HELLO_COMMAND = """
import click

@click.command(help="Chào một người.")
@click.argument("name")
def command(name):
    click.echo(f"Chào {name}!")
"""
