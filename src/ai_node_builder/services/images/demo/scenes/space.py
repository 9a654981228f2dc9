"""Deep space: a nebula, and a galaxy or a ringed planet before it."""

from ai_node_builder.services.images.demo.canvas import Canvas
from ai_node_builder.services.images.demo.colour import mix
from ai_node_builder.services.images.demo.elements.galaxy import galaxy
from ai_node_builder.services.images.demo.elements.nebula import nebula
from ai_node_builder.services.images.demo.elements.planet import planet
from ai_node_builder.services.images.demo.elements.stars import sparkle, stars
from ai_node_builder.services.images.demo.scene import Scene


def draw(canvas: Canvas, scene: Scene) -> None:
    palette, rng = scene.palette, canvas.rng("space")
    spiral = "galaxy" in scene.features
    canvas.pixels[:] = palette.sky[0] * 0.8
    nebula(canvas, palette, 0.7 if spiral else 1)
    stars(canvas, canvas.height * 1.6, 1.3)
    for _ in range(6):
        place = (rng.random() * canvas.width, rng.random() * canvas.height)
        sparkle(canvas, place, rng.uniform(0.03, 0.09), mix(palette.light, palette.accent, rng.uniform(0, 0.4)))
    (galaxy if spiral else planet)(canvas, palette)
