"""Read the barcode of the frame that a page shows."""

from __future__ import annotations

import base64
import io

import av
import numpy as np

from tests.support.barcode import Rectangle, read_barcode


def shown_barcode(page, stage=".stoat-timeline .stoat-stage", picture=None):
    """Return what the stage's canvas (or its part `picture`) says about itself once it has settled."""
    page.page.wait_for_selector(f"{stage}[data-state=ready]")
    data = page.page.evaluate(
        "stage => document.querySelector(stage).querySelector('canvas').toDataURL('image/png')", stage
    )
    with av.open(io.BytesIO(base64.b64decode(data.partition(",")[2])), format="png_pipe") as container:
        luma = next(container.decode(video=0)).to_ndarray(format="gray")
    assert isinstance(luma, np.ndarray)
    height, width = luma.shape
    return read_barcode(luma, picture or Rectangle(0, 0, width, height))


def stage_data(page, stage=".stoat-timeline .stoat-stage"):
    return page.page.evaluate("stage => ({...document.querySelector(stage).dataset})", stage)


def go_to(page, frame, stage=".stoat-timeline .stoat-stage"):
    """Wait until the stage shows sequence frame `frame`."""
    page.page.wait_for_function(
        "([stage, frame]) => { const s = document.querySelector(stage)?.dataset;"
        " return s && s.state === 'ready' && s.frame === String(frame); }",
        arg=[stage, frame],
    )
