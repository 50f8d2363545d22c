"""Make the README's picture: our own widgets with our own footage, in a real JupyterLab page.

Run `python docs/make_pictures.py` after building the front end; it needs Chromium and the dev extra.
"""

from __future__ import annotations

import json
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.lab import CHROMIUM, CHROMIUM_ARGS, Lab, Page, notebook  # noqa: E402

WIDTH, HEIGHT, FRAMES = 960, 540, 150

CELLS = [
    'import stoat_nb as st\nfrom stoat_nb import frames\n\nproject = st.open("holiday")\nproject.ingest("footage");',
    "project.library",
    """cut = project.timeline("rough cut")
cut.append(project["dunes.mp4"][0:4])
cut.append(project["harbour.mp4"][1:3.5])
cut.append(project["night sea.mp4"][0.5:5])
cut.append(project["dunes.mp4"][4:6], name="last light");""",
    "cut",
]

# sky at the top, sky at the horizon, far hills, near hills, sun
SCENES = {
    "dunes.mp4": ((244, 178, 122), (253, 226, 186), (196, 128, 92), (120, 72, 58), (255, 244, 214)),
    "harbour.mp4": ((96, 148, 190), (206, 226, 236), (92, 122, 140), (44, 62, 78), (255, 250, 235)),
    "night sea.mp4": ((18, 26, 54), (64, 78, 118), (30, 40, 70), (10, 14, 30), (235, 235, 220)),
    "otters at dawn.mp4": ((126, 112, 148), (244, 196, 178), (110, 96, 124), (56, 48, 70), (255, 232, 200)),
}


def landscape(colours: tuple[tuple[int, int, int], ...], at: float) -> np.ndarray:
    """Return one frame, (height, width, 3): a sky, a sun that moves, two rows of hills that drift."""
    top, horizon, far, near, sun = (np.array(colour, dtype=np.float32) for colour in colours)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    frame = top + (horizon - top) * np.clip(y / (HEIGHT * 0.68), 0, 1)[..., None]
    distance = np.hypot(x - WIDTH * (0.25 + 0.45 * at), y - HEIGHT * (0.42 - 0.16 * at))
    frame += (sun - frame) * np.clip(1.4 - distance / 42, 0, 1)[..., None]
    frame += (sun - frame) * (np.exp(-distance / 150) * 0.35)[..., None]
    for colour, base, swing, speed in ((far, 0.64, 0.07, 60), (near, 0.8, 0.09, 170)):
        phase = (x + speed * at) / WIDTH * 2 * np.pi
        line = HEIGHT * (base + swing * (0.6 * np.sin(phase * 1.3 + swing * 40) + 0.4 * np.sin(phase * 2.9)))
        frame += (colour - frame) * np.clip((y - line) / 2, 0, 1)[..., None]
    return np.clip(frame, 0, 255).astype(np.uint8)


def make_footage(folder: Path) -> None:
    """Write one H.264 file with a soft tone for each scene."""
    folder.mkdir()
    for number, (name, colours) in enumerate(SCENES.items()):
        with av.open(str(folder / name), "w") as container:
            video = container.add_stream(
                "libx264", rate=25, options={"crf": "20", "preset": "veryfast", "g": "25"}
            )
            video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
            audio = container.add_stream("aac", rate=48000)
            for index in range(FRAMES):
                picture = av.VideoFrame.from_ndarray(landscape(colours, index / FRAMES), format="rgb24")
                container.mux(video.encode(picture))
            time = np.arange(FRAMES * 1920) / 48000
            tone = (0.1 * np.sin(2 * np.pi * (220 + 55 * number) * time)).astype(np.float32)
            for start in range(0, len(tone), 1024):
                sound = av.AudioFrame.from_ndarray(
                    tone[None, start : start + 1024], format="fltp", layout="mono"
                )
                sound.sample_rate, sound.pts, sound.time_base = 48000, start, Fraction(1, 48000)
                container.mux(audio.encode(sound))
            container.mux(video.encode(None))
            container.mux(audio.encode(None))


def shoot(lab: Lab, playwright: object, target: Path) -> None:
    """Run the notebook and keep the picture of its widgets."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=CHROMIUM_ARGS)
    tab = browser.new_page(viewport={"width": 1180, "height": 1420})
    page = Page(tab, lab.root)
    page.open(lab, "film.ipynb")
    page.command("application:toggle-left-area")
    page.run_all()
    tab.wait_for_selector(".stoat-timeline .stoat-stage[data-state=ready]")
    tab.locator(".stoat-desk").focus()
    for key in ["ArrowDown", "ArrowDown", *["Shift+ArrowRight"] * 3, "."]:
        tab.keyboard.press(key)
    tab.wait_for_selector(".stoat-timeline .stoat-stage[data-state=ready]")
    tab.wait_for_function("() => document.querySelectorAll('.stoat-library img').length === 4")
    tab.wait_for_timeout(800)
    target.parent.mkdir(parents=True, exist_ok=True)
    tab.screenshot(path=str(target))
    browser.close()


def main() -> None:
    """Write docs/images/widgets.png and widgets-dark.png, or only the themes that are named."""
    for theme in sys.argv[1:] or ("light", "dark"):
        with tempfile.TemporaryDirectory() as name:
            root = Path(name) / "root"
            root.mkdir()
            make_footage(root / "footage")
            (root / "film.ipynb").write_text(json.dumps(notebook(CELLS)))
            with (
                Lab(root, Path(name) / "state", dark=theme == "dark") as lab,
                sync_playwright() as playwright,
            ):
                target = (
                    ROOT / "docs" / "images" / ("widgets.png" if theme == "light" else "widgets-dark.png")
                )
                shoot(lab, playwright, target)
                print(target, target.stat().st_size)


if __name__ == "__main__":
    main()
