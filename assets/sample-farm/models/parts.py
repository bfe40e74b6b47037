"""The printable parts of the sample farm, each a function that returns shells (see mesh.py)."""

import math

from mesh import box, circle, gear, prism, rectangle, steps, turned


def shell_profile(outer, wall, floor):
    """A cup's closed profile from its outer line, bottom to top: wall `wall` thick, floor `floor` thick."""
    height = outer[-1][1]
    inner = [(r - wall, z) for r, z in outer if z > floor]
    base = next(r for r, z in outer if z >= 0) - wall
    return [(0.0, 0.0), *outer, (outer[-1][0] - wall, height), *inner[-2::-1], (base, floor), (0.0, floor)]


def lamp_shade():
    line = [(46 + 22 * math.sin(math.pi * z / 190), z) for z in steps(0, 120, 40)]
    wall = 1.6
    ring = [*line, *[(r - wall, z) for r, z in reversed(line)]]
    spider = [prism(circle(24, sides=64), 0, 3, [circle(14.5, sides=64)])]
    spider += [box(24, 8, 3, (34, 0)), box(24, 8, 3, (-34, 0)), box(8, 24, 3, (0, 34)), box(8, 24, 3, (0, -34))]
    return [turned(ring, waves=24, wave_share=0.018, twist_turns_per_mm=0.0006), *spider]


def lamp_base():
    plate = prism(circle(58, sides=96), 0, 5, [circle(3, (0, -50), 24)])
    rim = prism(circle(58, sides=96), 5, 14, [circle(54, sides=96)])
    stem = prism(circle(14, sides=64), 5, 96, [circle(9.5, sides=64)])
    gussets = [box(26, 3, 18, (26, 0), 5), box(26, 3, 18, (-26, 0), 5), box(3, 26, 18, (0, 26), 5)]
    return [plate, rim, stem, *gussets]


def pot_120():
    line = [(44 + 16 * (z / 112) ** 0.8, z) for z in steps(0, 112, 32)]
    return [turned(shell_profile(line, 2.4, 3.0), waves=30, wave_share=0.02)]


def saucer_120():
    line = [(50 + 6 * z / 16, z) for z in steps(0, 16, 8)]
    return [turned(shell_profile(line, 2.4, 2.4))]


def vase_twist():
    line = [(34 + 16 * math.sin(math.pi * z / 170) + 4 * z / 180, z) for z in steps(0, 180, 90)]
    solid = [(0.0, 0.0), *line, (0.0, 180.0)]
    return [turned(solid, sides=180, waves=6, wave_share=0.09, twist_turns_per_mm=0.0012)]


def cable_clip():
    """A C-shaped clip for a 6 mm cable on a flat foot for an adhesive pad, printed on its side."""
    arc = [(4.8 * math.cos(a), 8 + 4.8 * math.sin(a)) for a in steps(math.radians(-240), math.radians(60), 32)]
    inner = [(3.1 * math.cos(a), 8 + 3.1 * math.sin(a)) for a in steps(math.radians(60), math.radians(-240), 32)]
    return [prism(arc + inner, 0, 12), prism(rectangle(20, 2.4, (0, 2.2)), 0, 12), prism(rectangle(6, 2, (0, 3.4)), 0, 12)]


def stand_base():
    outline = rectangle(78, 92, radius=8)
    slot = rectangle(60.6, 6.4, (0, 18))
    lip = box(70, 5, 14, (0, -40), 6, 1.5)
    return [prism(outline, 0, 2), prism(outline, 2, 6, [slot]), lip]


def stand_back():
    outline = rectangle(72, 104, radius=8)
    window = rectangle(40, 44, (0, 14), 6)
    tongue = box(60, 14, 6, (0, -57))
    return [prism(outline, 0, 6, [window]), tongue]


def drawer_knob():
    line = [(9, 0.0), (9, 8.0), (11, 12.0), (15, 15.0), (17.5, 19.0), (17.5, 23.0), (15, 26.0), (9, 27.5)]
    return [turned([(2.1, 0.0), *line, (2.1, 27.5)], sides=72)]


def peg_hook():
    plate = prism(rectangle(28, 64, radius=6), 0, 5, [circle(2.3, (0, 22), 32), circle(2.3, (0, -22), 32)])
    peg = turned([(0.0, 5.0), (9, 5.0), (7, 10.0), (7, 32.0), (10, 37.0), (10, 41.0), (0.0, 41.0)], sides=64)
    return [plate, peg]


def desk_tray():
    floor = box(160, 100, 2, radius=6)
    wall = prism(rectangle(160, 100, radius=6), 2, 42, [rectangle(156, 96, radius=4)])
    rails = [box(1.6, 4, 36, (x + side, y), 2) for x in (-40, 0, 40) for side in (-2, 2) for y in (-46.5, 46.5)]
    return [floor, wall, *rails]


def tray_divider():
    return [prism(rectangle(95, 36, radius=2), 0, 1.8), prism(rectangle(30, 2, (0, 17)), 0, 5)]


def gear_large():
    windows = [circle(6.5, (17 * math.cos(a), 17 * math.sin(a)), 32) for a in steps(0, 2 * math.pi * 5 / 6, 5)]
    return [prism(gear(36, 1.75), 0, 8, [circle(4.15, sides=48), *windows])]


def gear_small():
    return [prism(gear(16, 1.75), 0, 8, [circle(4.15, sides=48)]), prism(circle(8, sides=48), 8, 11, [circle(4.15, sides=48)])]


def feeder_roof():
    return [turned([(10.0, 0.0), (84.0, 0.0), (84.0, 3.0), (10.0, 52.0), (3.0, 52.0), (3.0, 49.0), (7.6, 49.0), (78.0, 2.4), (10.0, 2.4)])]


def feeder_body():
    floor = prism(circle(62, sides=96), 0, 3)
    rim = prism(circle(62, sides=96), 3, 22, [circle(59, sides=96)])
    tube = [prism(circle(36, sides=96), z, z + 20, [circle(33.6, sides=96)]) for z in (21, 41, 61, 81)]
    feet = [box(6, 12, 18, (34.5 * x, 0), 3) for x in (1, -1)] + [box(12, 6, 18, (0, 34.5 * y), 3) for y in (1, -1)]
    return [floor, rim, *tube, *feet]


def soft_foot():
    return [turned([(0.0, 0.0), (9.0, 0.0), (9.0, 2.4), (7.4, 5.0), (0.0, 5.0)], sides=48)]


def shelf_bracket():
    """An L with a brace, printed on its side; the middle third leaves slots for screws."""
    ell = [(0, 0), (120, 0), (120, 8), (8, 8), (8, 120), (0, 120)]
    brace = [(8, 74), (8, 84), (84, 8), (74, 8)]
    cuts = [[(0, 0), (30, 0), (30, 8), (8, 8), (8, 30), (0, 30)], [(36, 0), (92, 0), (92, 8), (36, 8)], [(98, 0), (120, 0), (120, 8), (98, 8)]]
    cuts += [[(0, 36), (8, 36), (8, 92), (0, 92)], [(0, 98), (8, 98), (8, 120), (0, 120)]]
    slabs = [prism(ell, 0, 9), *[prism(cut, 9, 15) for cut in cuts], prism(ell, 15, 24)]
    return [*slabs, prism(brace, 0, 24)]


def tool_holder():
    outline = rectangle(200, 36, radius=5)
    pockets = [circle(4.1, (x, -10), 40) for x in steps(-85, 85, 5)]
    slots = [rectangle(14, 8, (x, 6), 3) for x in steps(-80, 80, 7)]
    return [prism(outline, 0, 3.2, pockets), prism(outline, 3.2, 6, []), prism(outline, 6, 22, slots)]


def key_tag():
    """Two bodies: the tag, and a raised arrow on it in a second colour."""
    tag = prism(rectangle(52, 26, radius=6), 0, 2.4, [circle(2.6, (-20, 0), 32)])
    rim = prism(rectangle(52, 26, radius=6), 2.4, 3.2, [rectangle(48.8, 22.8, radius=4.4)])
    arrow = prism([(-8, -3), (6, -3), (6, -8), (18, 0), (6, 8), (6, 3), (-8, 3)], 2.4, 3.2)
    return [tag], [rim, arrow]


def headset_hanger():
    outline = [(0, 0), (6, 0), (6, 34), (64, 34), (70, 46), (76, 46), (76, 40), (68, 26), (30, 26), (6, -10), (6, -40), (0, -40)]
    return [prism(outline, 0, 32)]


def camera_mount():
    base = prism(rectangle(50, 50, radius=5), 0, 5, [circle(2.2, (x, y), 24) for x in (-19, 19) for y in (-19, 19)])
    post = prism(circle(13, sides=64), 5, 46, [circle(3.3, sides=32)])
    return [base, post, box(24, 6, 22, (0, 0), 46), box(24, 6, 22, (0, 12), 40)]


def enclosure_lid():
    outline = rectangle(110, 74, radius=5)
    vents = [rectangle(3, 30, (x, 0), 1.4, 4) for x in steps(-32, 32, 8)]
    lip = prism(rectangle(105, 69, radius=3), 3, 8, [rectangle(101, 65, radius=2)])
    return [prism(outline, 0, 3, vents), lip]
