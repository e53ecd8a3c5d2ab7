"""Lost and damaged receipts."""

from __future__ import annotations

from pathlib import Path

from tests.install.conftest import Run, make_profile


def test_removing_works_without_the_receipt(setup: Run, home: Path) -> None:
    profile = make_profile(home)
    setup()
    (home / ".local/share/impasto/installed.json").unlink()
    setup(uninstall=True)
    assert not (profile / "plug-ins/impasto").exists()
    assert profile.exists()
    assert not (home / ".local/share/impasto").exists()


def test_removing_works_with_a_damaged_receipt_and_twice(setup: Run, home: Path) -> None:
    setup()
    (home / ".local/share/impasto/installed.json").write_text("{")
    setup(uninstall=True)
    setup(uninstall=True)
    assert not (home / ".local/share/impasto").exists()
