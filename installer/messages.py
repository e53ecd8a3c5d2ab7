"""Texts that several steps use, and how they reach the terminal. Python 3.6 must be able to read this file."""

DEMO_FILE = "impasto-demo.png"
DEVICES = ("auto", "cpu", "webgpu", "cuda", "openvino")
NEWEST_PYTHON = (3, 14)
"""That the locked packages have files for."""
OFFLINE = (
    "Without a network connection, `install.py --offline DIR` installs from a folder that `install.py --download DIR` "
    "filled on another machine; pip also takes a mirror (PIP_INDEX_URL) or a folder of wheels (PIP_NO_INDEX=1 and "
    "PIP_FIND_LINKS=FOLDER), and --weights FILE reads VGG16's weights from a file."
)


def report(text: str) -> None:
    """Print a message at once; an empty one is not printed."""
    if text:
        print(text, flush=True)
