"""Sphinx's settings: the repository's own Markdown files, and API pages made from the docstrings.

    python -m sphinx -W --keep-going -b html -c docs/site . build/site

The source folder is the top of the repository, so links in the files lead to the same places here and there.
"""

import itertools
import re
import sys
from pathlib import Path

from sphinx.application import Sphinx

CHECKOUT = Path(__file__).resolve().parents[2]
API = CHECKOUT / "build" / "api"
"""Generated: Sphinx reads pages below its source folder only."""
sys.path.insert(0, str(CHECKOUT))

project = "Impasto"
author = copyright = "the authors of Impasto"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "docs/site/index"
include_patterns = ["*.md", "docs/**.md", "gimp_plugin/gimpfu/README.md", "samples/*.md", "build/api/*.rst"]

html_theme = "furo"
html_title = project
html_show_sphinx = False
html_copy_source = False

myst_heading_anchors = 3
autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "both"
autodoc_typehints_description_target = "documented"
autodoc_preserve_defaults = True
autodoc_mock_imports = ["h5py", "safetensors"]
default_role = "code"
napoleon_google_docstring = False
napoleon_use_ivar = True
suppress_warnings = ["ref.python"]
"""Classes of two modules may have the same name: `Device` of the runtime and of the protocol."""


def module_names(package: str) -> list[str]:
    """The dotted names of the modules of a package, itself first."""
    names = []
    for path in sorted((CHECKOUT / package).rglob("*.py")):
        *parts, name = path.relative_to(CHECKOUT).with_suffix("").parts
        if name != "__main__":
            names.append(".".join(parts if name == "__init__" else [*parts, name]))
    return names


def write_page(name: str) -> None:
    """Write the API page of one module, unless it is there already; what a package passes on is indexed where it is."""
    index = "   :no-index:\n" if (CHECKOUT / name.replace(".", "/")).is_dir() else ""
    page, text = API / f"{name}.rst", f"{name}\n{'=' * len(name)}\n\n.. automodule:: {name}\n{index}"
    if not page.is_file() or page.read_text() != text:
        page.write_text(text)


def write_api() -> None:
    """Write the page of each module, and remove those of modules that are gone."""
    API.mkdir(parents=True, exist_ok=True)
    names = [*module_names("engine"), *module_names("export")]
    for page in API.glob("*.rst"):
        if page.stem not in names:
            page.unlink()
    for name in names:
        write_page(name)


def adapt_docstring(_app: Sphinx, _what: str, _name: str, _object: object, _options: object, lines: list[str]) -> None:
    """Write "name : description", with which the sections list parameters, as numpydoc's name and indented description.

    Types come from the annotations. After an indented formula comes the blank line that reStructuredText needs.
    """
    adapted: list[str] = []
    # "`Style`s" is code in Markdown; reStructuredText wants the code to end with the word.
    lines[:] = [re.sub(r"(?<!`)(`[^`]+`)(?=\w)", r"\1\\ ", line) for line in lines]
    for line, following in itertools.zip_longest(lines, lines[1:], fillvalue=""):
        name, colon, description = line.partition(" : ")
        if colon and name.replace(",", "").replace(" ", "").isidentifier():
            adapted += [name, f"    {description}"]
            continue
        if adapted and adapted[-1].startswith(" ") and line[:1].strip() and not following.startswith(" "):
            adapted.append("")
        adapted.append(line)
    lines[:] = adapted


def write_front_page(app: Sphinx, _error: Exception | None) -> None:
    """Let the top of the site lead to its start."""
    target = f"{root_doc}.html"
    Path(app.outdir, "index.html").write_text(f'<!doctype html><meta http-equiv="refresh" content="0; url={target}">\n')


def setup(app: Sphinx) -> None:
    """Sphinx calls this first; napoleon reads docstrings with the priority 500."""
    write_api()
    app.connect("build-finished", write_front_page)
    app.connect("autodoc-process-docstring", adapt_docstring, priority=400)
