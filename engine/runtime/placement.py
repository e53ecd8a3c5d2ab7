"""Where a session really computes: ONNX Runtime replaces a provider that does not work by the processor, silently."""

from __future__ import annotations

from collections import Counter
from typing import Any

RECORD = "session.record_ep_graph_assignment_info"
"""The setting of a session that `elsewhere` needs. Forbidding the processor (session.disable_cpu_ep_fallback) does not
answer the question: some tiny operators on shapes belong there, on every device."""
HEAVY = {
    "Conv",
    "FusedConv",
    "NhwcConv",
    "NhwcFusedConv",
    "ConvTranspose",
    "MatMul",
    "FusedMatMul",
    "Gemm",
    "FusedGemm",
}
"""Operators that take the time; each of them has to run on the device."""


def record(options: Any) -> None:
    """Let sessions with these options note which provider computes what, where this version of ONNX Runtime can."""
    options.add_session_config_entry(RECORD, "1")


def elsewhere(session: Any, provider: str) -> str:
    """Why a session does not compute with its provider, in words; empty where it does."""
    if provider not in session.get_providers():
        return "ONNX Runtime cannot start it and takes the processor instead"
    if not hasattr(session, "get_provider_graph_assignment_info"):  # before ONNX Runtime 1.24
        return ""
    heavy = Counter(
        part.ep_name
        for part in session.get_provider_graph_assignment_info()
        for node in part.get_nodes()
        if node.op_type in HEAVY
    )
    others = heavy.total() - heavy[provider]
    return f"{others} of {heavy.total()} convolutions and products are computed elsewhere" if others else ""
