"""Bare `cpkit` in a terminal: a greeting with what is due, and a menu of the main jobs."""

from __future__ import annotations

import click


def run_menu(context: click.Context) -> None:
    """Greet and offer the main jobs."""
    click.echo(context.get_help())
