"""Rendering: a scene becomes a plan, the plan runs, and the film is proven before it gets its name."""

from __future__ import annotations

from stoat_nb.render.explain import Explanation, explain
from stoat_nb.render.plan import Placement, Plan, Segment, Stem, make_plan
from stoat_nb.render.profile import H264, RenderProfile
from stoat_nb.render.proof import Proof, ProofRow, verify
from stoat_nb.render.renderer import render
from stoat_nb.render.result import RenderResult
from stoat_nb.render.sample_footage import sample_footage

__all__ = [
    "H264",
    "Explanation",
    "Placement",
    "Plan",
    "Proof",
    "ProofRow",
    "RenderProfile",
    "RenderResult",
    "Segment",
    "Stem",
    "explain",
    "make_plan",
    "render",
    "sample_footage",
    "verify",
]
