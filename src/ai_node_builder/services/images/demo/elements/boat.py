"""A sailing boat."""

from collections.abc import Sequence

from ai_node_builder.services.images.demo.canvas import Canvas, Point
from ai_node_builder.services.images.demo.colour import mix, rgb, rgba
from ai_node_builder.services.images.demo.palette import Palette
from ai_node_builder.services.images.demo.pen import Pen

from .outline import outline, smooth

# On a grid where the waterline is y = 0 and the mast is 100 tall, sailing to the right.
_HULL = outline("-50,-17 -24,-13 20,-13 54,-20 47,-6 38,3 -36,3 -46,-5")
_STRAKE = outline("-49.5,-15 -24,-11 20,-11 53,-18 52,-15 20,-8 -24,-8 -49,-11.5")
_MAIN = outline("-3,-97 -10,-70 -24,-40 -42,-20 -22,-18 -3,-18")
_JIB = outline("2,-90 14,-64 30,-38 46,-21 22,-20 2,-22")
_SEAMS = ("-7,-80 -3,-79", "-14,-60 -3,-58", "-25,-40 -3,-38", "2,-68 11,-70", "2,-46 24,-47")


def boat(canvas: Canvas, palette: Palette, place: Point, height: float, side: int) -> None:
    """A boat `height` pixels tall on the water at a point, its accent-coloured hull heading to a side."""
    white = mix(mix(rgb("#fffaf0"), palette.glow, 0.2), palette.near, 0.35 if palette.dark else 0)
    hull = mix(palette.accent, palette.near, 0.4)
    shapes = ((_MAIN, white), (_JIB, mix(white, palette.haze, 0.3)), (_HULL, hull), (_STRAKE, mix(hull, white, 0.8)))
    pen = Pen(canvas, place[1] - height * 1.05, place[1] + height * 0.7, "RGBA")
    # Its broken reflection first, then the boat.
    for flip, alpha in ((-0.5, 0.16), (1.0, 1.0)):
        mast = _placed([(0, 0), (0, -100)], place, height, side, flip)
        pen.stroke(mast, height * 0.014, rgba(palette.near, alpha))
        for shape, colour in shapes:
            pen.polygon(_placed(smooth(shape), place, height, side, flip), rgba(colour, alpha))
    for seam in _SEAMS:
        pen.stroke(_placed(outline(seam), place, height, side, 1), height * 0.004, rgba(palette.haze, 0.8))
    pen.lay_colours()
    pen.rim(palette.golden * 0.7, side * height * 0.012, -height * 0.004)


def _placed(points: Sequence[Point], place: Point, height: float, side: int, flip: float) -> list[Point]:
    scale = height / 100
    return [(place[0] + side * x * scale, place[1] + flip * y * scale) for x, y in points]
