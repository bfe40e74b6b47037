"""Closed triangle meshes from flat outlines: prisms, turned bodies and stacks of both.

Lengths are millimetres. A part is a list of shells; shells may touch or overlap, the slicer unites them.
Nothing here reads a clock or a random source: the same part is the same bytes on every machine.
"""

import math
import struct


def circle(radius, center=(0.0, 0.0), sides=64):
    """A regular polygon with `sides` corners, counter-clockwise."""
    return [
        (center[0] + radius * math.cos(2 * math.pi * i / sides), center[1] + radius * math.sin(2 * math.pi * i / sides))
        for i in range(sides)
    ]


def rectangle(width, depth, center=(0.0, 0.0), radius=0.0, sides=8):
    """A rectangle, its corners rounded by `radius`, counter-clockwise."""
    x, y = width / 2, depth / 2
    if radius <= 0:
        corners = [(-x, -y), (x, -y), (x, y), (-x, y)]
        return [(center[0] + a, center[1] + b) for a, b in corners]
    points = []
    for turn, (cx, cy) in enumerate([(x - radius, y - radius), (radius - x, y - radius), (radius - x, radius - y), (x - radius, radius - y)]):
        for i in range(sides + 1):
            angle = math.pi / 2 * (turn + i / sides)
            points.append((center[0] + cx + radius * math.cos(angle), center[1] + cy + radius * math.sin(angle)))
    return points


def gear(teeth, module):
    """A spur gear's outline with straight flanks: good enough to turn, simple enough to read."""
    outer, root = module * (teeth + 2) / 2, module * (teeth - 2.5) / 2
    pitch = 2 * math.pi / teeth
    points = []
    for tooth in range(teeth):
        for share, radius in ((0.0, root), (0.28, root), (0.42, outer), (0.68, outer), (0.82, root)):
            angle = pitch * (tooth + share)
            points.append((radius * math.cos(angle), radius * math.sin(angle)))
    return points


def _area(points):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1])) / 2


def _turn(points, clockwise):
    return points if (_area(points) < 0) == clockwise else points[::-1]


def _cross(o, a, b):
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def _bridge(outline, hole):
    """Joins a hole to the outline by a slit from its rightmost corner to the nearest corner in sight."""
    start = max(range(len(hole)), key=lambda i: hole[i])
    point = hole[start]
    segments = list(zip(outline, outline[1:] + outline[:1]))

    def seen(target):
        for a, b in segments:
            if target in (a, b):
                continue
            if _cross(point, target, a) * _cross(point, target, b) < 0 and _cross(a, b, point) * _cross(a, b, target) < 0:
                return False
        return True

    def distance(i):
        return (outline[i][0] - point[0]) ** 2 + (outline[i][1] - point[1]) ** 2

    to_right = [i for i in range(len(outline)) if outline[i][0] >= point[0]]
    goal = next(i for i in sorted(to_right, key=distance) if seen(outline[i]))
    return outline[: goal + 1] + hole[start:] + hole[: start + 1] + outline[goal:]


def _triangulate(outline, holes):
    """Ear clipping; returns triangles of 2D points, counter-clockwise."""
    ring = _turn(list(outline), clockwise=False)
    for hole in sorted((_turn(list(h), clockwise=True) for h in holes), key=lambda h: -max(h)[0]):
        ring = _bridge(ring, hole)
    triangles = []
    while len(ring) > 3:
        for i in range(len(ring)):
            a, b, c = ring[i - 1], ring[i], ring[(i + 1) % len(ring)]
            if _cross(a, b, c) <= 1e-12:
                continue
            inside = (
                p not in (a, b, c) and _cross(a, b, p) >= 0 and _cross(b, c, p) >= 0 and _cross(c, a, p) >= 0 for p in ring
            )
            if not any(inside):
                triangles.append((a, b, c))
                del ring[i]
                break
        else:
            del ring[min(range(len(ring)), key=lambda i: abs(_cross(ring[i - 1], ring[i], ring[(i + 1) % len(ring)])))]
    triangles.append(tuple(ring))
    return triangles


def prism(outline, bottom, top, holes=()):
    """The outline less its holes, from height `bottom` to height `top`."""
    faces = []
    for a, b, c in _triangulate(outline, holes):
        faces.append(((*a, top), (*b, top), (*c, top)))
        faces.append(((*a, bottom), (*c, bottom), (*b, bottom)))
    for ring in [_turn(list(outline), False)] + [_turn(list(h), True) for h in holes]:
        for a, b in zip(ring, ring[1:] + ring[:1]):
            faces.append(((*a, bottom), (*b, bottom), (*b, top)))
            faces.append(((*a, bottom), (*b, top), (*a, top)))
    return faces


def box(width, depth, height, center=(0.0, 0.0), bottom=0.0, radius=0.0):
    """A block that stands at height `bottom`."""
    return prism(rectangle(width, depth, center, radius), bottom, bottom + height)


def turned(profile, sides=96, waves=0, wave_share=0.0, twist_turns_per_mm=0.0, center=(0.0, 0.0)):
    """Turns a closed (radius, height) profile, counter-clockwise, about the vertical axis.

    `waves` ripples of `wave_share` of the radius run around it, twisting with the height.
    """

    def place(step, radius, height):
        angle = 2 * math.pi * (step % sides) / sides
        ripple = 1 + wave_share * math.cos(waves * (angle + 2 * math.pi * twist_turns_per_mm * height))
        return (center[0] + radius * ripple * math.cos(angle), center[1] + radius * ripple * math.sin(angle), height)

    faces = []
    for step in range(sides):
        for (r0, z0), (r1, z1) in zip(profile, profile[1:] + profile[:1]):
            a, b = place(step, r0, z0), place(step + 1, r0, z0)
            c, d = place(step + 1, r1, z1), place(step, r1, z1)
            if r0 > 0:
                faces.append((a, b, c))
            if r1 > 0:
                faces.append((a, c, d))
    return faces


def steps(start, end, count):
    """`count` + 1 evenly spaced numbers, both ends included."""
    return [start + (end - start) * i / count for i in range(count + 1)]


def write_stl(path, shells):
    """Writes the shells as one binary STL; normals are left to the reader, which knows the winding."""
    faces = [face for shell in shells for face in shell]
    with open(path, "wb") as out:
        out.write(b"Spoolyard sample part".ljust(80, b" "))
        out.write(struct.pack("<I", len(faces)))
        for face in faces:
            out.write(struct.pack("<12fH", 0, 0, 0, *(c for corner in face for c in corner), 0))


def write_amf(path, bodies):
    """Writes one object of several bodies as AMF, body N printed by extruder N: a two-colour part."""
    with open(path, "w", encoding="utf-8") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<amf unit="millimeter">\n<object id="0">\n<mesh>\n<vertices>\n')
        corners = [corner for shells in bodies for shell in shells for face in shell for corner in face]
        numbers = {corner: i for i, corner in enumerate(dict.fromkeys(corners))}
        for x, y, z in numbers:
            out.write(f"<vertex><coordinates><x>{x:.6f}</x><y>{y:.6f}</y><z>{z:.6f}</z></coordinates></vertex>\n")
        out.write("</vertices>\n")
        for extruder, shells in enumerate(bodies, 1):
            out.write(f'<volume>\n<metadata type="slic3r.extruder">{extruder}</metadata>\n')
            for face in (face for shell in shells for face in shell):
                a, b, c = (numbers[corner] for corner in face)
                out.write(f"<triangle><v1>{a}</v1><v2>{b}</v2><v3>{c}</v3></triangle>\n")
            out.write("</volume>\n")
        out.write("</mesh>\n</object>\n</amf>\n")
