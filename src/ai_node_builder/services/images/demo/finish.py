"""The last touch: darker corners, film grain, and the step down to 8 bits."""

import numpy as np
import numpy.typing as npt

from .canvas import Canvas

# In 8-bit steps: enough to break up the bands of a smooth sky, too little to see as noise.
_GRAIN = 1.6


def vignette(canvas: Canvas, strength: float = 0.15) -> None:
    """Darken the corners."""
    across = (canvas.across / canvas.width * 2 - 1) ** 2
    down = (canvas.down / canvas.height * 2 - 1) ** 2
    canvas.shade(np.clip((across[None, :] + down - 0.55) * strength, 0, 1))


def developed(canvas: Canvas) -> npt.NDArray[np.uint8]:
    """8-bit pixels, with grain."""
    grain = canvas.rng("grain").standard_normal((canvas.height, canvas.width, 1), np.float32)
    return np.clip(canvas.pixels * 255 + grain * _GRAIN + 0.5, 0, 255).astype(np.uint8)
