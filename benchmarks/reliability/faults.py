"""All faults by what the page calls them."""

from __future__ import annotations

from . import editors, endings, inputs, installation, storage
from .bench import Fault

GROUPS: dict[str, dict[str, Fault]] = {
    "A painting that is cut off": endings.FAULTS,
    "Disks, folders and files": storage.FAULTS,
    "Files from outside": inputs.FAULTS,
    "Editors, workers and clusters": editors.FAULTS,
    "The installation": installation.FAULTS,
}
FAULTS: dict[str, Fault] = {name: fault for group in GROUPS.values() for name, fault in group.items()}
