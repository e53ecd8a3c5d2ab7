"""The real install.py, upgraded, killed, damaged and removed, with the real engine; no download is needed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from tests.install import trials
from tests.install.real import Home, copy_checkout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """An installation for one profile of GIMP 3.0, which the tests of this file go on with, each a whole one."""
    folder = tmp_path_factory.mktemp("real")
    made = Home(folder / "home", copy_checkout(folder / "checkout"))
    made.configuration.parents[2].mkdir(parents=True)
    made.seed()
    done = made.install()
    assert done.returncode == 0, done.stderr + done.stdout
    yield made
    subprocess.run(["rm", "-rf", folder], check=True)


@pytest.mark.slow
def test_a_second_run_changes_nothing(home: Home) -> None:
    trials.again(home)


@pytest.mark.slow
def test_a_damaged_engine_is_mended_by_one_run(home: Home) -> None:
    trials.damaged(home, *trials.IN_ENGINE)


@pytest.mark.slow
def test_a_damaged_plug_in_is_mended_by_one_run(home: Home) -> None:
    trials.damaged(home, *trials.IN_PLUG_IN)


@pytest.mark.slow
def test_upgrades_that_are_killed_leave_one_that_works(home: Home) -> None:
    trials.killed(home, kills=4, reruns=1, seed=1)


@pytest.mark.slow
def test_a_running_worker_goes_on_with_the_old_engine(home: Home) -> None:
    trials.under_a_worker(home)


@pytest.mark.slow
def test_two_at_once(home: Home) -> None:
    trials.two_at_once(home)


@pytest.mark.slow
@pytest.mark.parametrize("has_uv", [True, False])
def test_the_users_settings_do_not_break_it(home: Home, has_uv: bool) -> None:
    same = Home(home.path, home.checkout, has_uv=has_uv)
    trials.with_hostile_settings(same, f"0.4.{int(has_uv)}")


@pytest.mark.slow
def test_a_first_installation_that_is_killed_leaves_no_trace_or_is_completed(home: Home) -> None:
    trials.killed_at_first(home, kills=2, seed=3)


@pytest.mark.slow
def test_uninstall_leaves_the_file_system_as_it_was(home: Home) -> None:
    trials.removed(home)
