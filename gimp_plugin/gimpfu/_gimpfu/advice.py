"""What a person has to look at in a script that 2to3 converted: found in its syntax tree, said in words."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import NamedTuple


class Remark(NamedTuple):
    """One remark; line 0 where it concerns the whole script."""

    line: int
    words: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.words}" if self.line else self.words


MODULES = {
    "gtk": "PyGTK exists for Python 2 only; gimpui.Dialog and gimpui's selectors stand in for the simplest uses",
    "pygtk": "PyGTK exists for Python 2 only; leave this line out",
    "gobject": "PyGTK's gobject exists for Python 2 only",
    "gimpthumb": "gimpthumb is not covered",
    "Numeric": "Numeric became NumPy",
    "sets": "sets became the built-in set",
    "md5": "md5 became hashlib.md5",
    "sha": "sha became hashlib.sha1",
    "popen2": "popen2 became subprocess",
    "Image": "PIL is imported as `from PIL import Image`",
}
STRING_FUNCTIONS = set(
    [
        "atof",
        "atoi",
        "atol",
        "capitalize",
        "count",
        "find",
        "join",
        "joinfields",
        "lower",
        "replace",
        "rfind",
        "split",
        "strip",
        "upper",
    ]
)
GONE = {
    "cmp": "cmp(a, b) is gone: write (a > b) - (a < b)",
    "coerce": "coerce() is gone",
    "exec": "exec() makes no variables of the function it is in: give it a dictionary, and look there",
    "execfile": "execfile() is gone",
    "unichr": "unichr() became chr()",
}


def remarks_on(text: str, name: str) -> list[Remark]:
    """All remarks on a script in Python 3."""
    try:
        tree = ast.parse(text, name)
    except SyntaxError as error:
        return [Remark(error.lineno or 0, f"this is not Python 3 yet: {error.msg}")]
    found = [remark for node in ast.walk(tree) for look in _LOOKS for remark in look(node)]
    defined = {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    return [remark for remark in found if not any(remark.words.startswith(f"{one}() ") for one in defined)]


def _divisions(node: ast.AST) -> Iterator[Remark]:
    if (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Div)
        and not (_is_float(node.left) or _is_float(node.right))
    ):
        yield Remark(
            node.lineno, f"`{ast.unparse(node)}` gives a float in Python 3: write // if both are whole numbers"
        )
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div) and not _is_float(node.value):
        yield Remark(
            node.lineno, f"`{ast.unparse(node)}` gives a float in Python 3: write //= if both are whole numbers"
        )


def _is_float(node: ast.expr) -> bool:
    """Whether an expression is surely a float."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id == "float"
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name) and node.value.id == "math"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _is_float(node.func)
    return isinstance(node, ast.BinOp) and (_is_float(node.left) or _is_float(node.right))


def _bytes(node: ast.AST) -> Iterator[Remark]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id == "ord" and node.args and isinstance(node.args[0], (ast.Subscript, ast.Name)):
            yield Remark(
                node.lineno,
                f"`{ast.unparse(node)}`: pixels are bytes, whose items are numbers already; leave ord() out for them",
            )
        if node.func.id == "chr":
            yield Remark(node.lineno, f"`{ast.unparse(node)}` is text; for pixels write bytes([...])")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join":
        owner = node.func.value
        if isinstance(owner, ast.Constant) and owner.value == "":
            yield Remark(node.lineno, "`''.join(...)` makes text; pixels are joined with b''.join(...)")


def _modules(node: ast.AST) -> Iterator[Remark]:
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        names = [node.module]
    for name in names:
        words = MODULES.get(name.partition(".")[0])
        if words and isinstance(node, (ast.Import, ast.ImportFrom)):
            yield Remark(node.lineno, words)


def _gone(node: ast.AST) -> Iterator[Remark]:
    if not isinstance(node, ast.Call):
        return
    if isinstance(node.func, ast.Name) and node.func.id in GONE:
        yield Remark(node.lineno, GONE[node.func.id])
    if isinstance(node.func, ast.Attribute):
        owner, method = node.func.value, node.func.attr
        if isinstance(owner, ast.Name) and owner.id == "string" and method in STRING_FUNCTIONS:
            yield Remark(node.lineno, f"string.{method}(text, ...) is text.{method}(...) in Python 3")
        if isinstance(owner, ast.Name) and (owner.id, method) == ("sys", "setdefaultencoding"):
            yield Remark(node.lineno, "sys.setdefaultencoding() is gone: leave this line out")
        if method == "sort" and node.args:
            yield Remark(node.lineno, "sort() takes no function: write sort(key=functools.cmp_to_key(function))")
    if any(keyword.arg == "cmp" for keyword in node.keywords):
        yield Remark(node.lineno, "cmp= is gone: write key=functools.cmp_to_key(function)")


_LOOKS: tuple[Callable[[ast.AST], Iterator[Remark]], ...] = (_divisions, _bytes, _modules, _gone)
