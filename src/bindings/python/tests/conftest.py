"""What the tests share."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def program() -> Path:
    """The program that Rust builds, to compare with: ``$FAZIL_PROGRAM``."""
    named = os.environ.get("FAZIL_PROGRAM")
    if not named or not Path(named).exists():
        pytest.skip("$FAZIL_PROGRAM names no program to compare with")
    return Path(named)


@pytest.fixture
def ask(program: Path):
    """Runs the program with these arguments, and hands back its standard output."""

    def run(*arguments: object, code: int = 0) -> str:
        done = subprocess.run(
            [program, *map(str, arguments)], capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == code, done.stderr
        return done.stdout

    return run
