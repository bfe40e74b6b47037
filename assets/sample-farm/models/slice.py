#!/usr/bin/env python3
"""Slices the sample farm's parts and keeps of each file what tells its time and material.

    python3 slice.py [NAME ...]      all plates, or only those named

Needs PrusaSlicer as `prusa-slicer` (or its path in $PRUSA_SLICER). Moves are dropped: what stays is the
head down to the first move and the closing comments, the settings thinned to those in KEPT_SETTINGS.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

import mesh
import parts

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE.parent / "gcode"
SLICER = os.environ.get("PRUSA_SLICER", "prusa-slicer")

# plate: (part, copies, profiles, filament colours, price of each filament per kilogram)
PLATES = {
    "lamp-shade": (parts.lamp_shade, 1, ["pla"], ["#F5F5F0"], ["17.50"]),
    "lamp-base": (parts.lamp_base, 1, ["pla"], ["#1A1A1A"], ["16.90"]),
    "pot-120": (parts.pot_120, 1, ["pla"], ["#C4623F"], ["18.50"]),
    "saucer-120-x2": (parts.saucer_120, 2, ["pla"], ["#C4623F"], ["18.50"]),
    "vase-twist": (parts.vase_twist, 1, ["pla", "vase"], ["#C9A227"], ["26.00"]),
    "cable-clip-x24": (parts.cable_clip, 24, ["petg"], ["#1A1A1A"], ["19.90"]),
    "stand-base-x2": (parts.stand_base, 2, ["pla"], ["#3C4A5A"], ["21.50"]),
    "stand-back-x2": (parts.stand_back, 2, ["pla"], ["#3C4A5A"], ["21.50"]),
    "drawer-knob-x12": (parts.drawer_knob, 12, ["pla"], ["#8A9A7B"], ["21.50"]),
    "peg-hook-x8": (parts.peg_hook, 8, ["petg"], ["#1A1A1A"], ["19.90"]),
    "desk-tray": (parts.desk_tray, 1, ["pla"], ["#8C8F94"], ["16.90"]),
    "tray-divider-x4": (parts.tray_divider, 4, ["pla"], ["#8C8F94"], ["16.90"]),
    "gear-large-x4": (parts.gear_large, 4, ["pla"], ["#F2B705"], ["17.50"]),
    "gear-small-x12": (parts.gear_small, 12, ["pla"], ["#1F5FBF"], ["17.50"]),
    "feeder-roof": (parts.feeder_roof, 1, ["asa"], ["#2E6B3E"], ["28.50"]),
    "feeder-body": (parts.feeder_body, 1, ["asa"], ["#F5F5F0"], ["28.50"]),
    "soft-foot-x30": (parts.soft_foot, 30, ["tpu"], ["#1A1A1A"], ["34.00"]),
    "shelf-bracket-x2": (parts.shelf_bracket, 2, ["petg"], ["#F5F5F0"], ["19.90"]),
    "tool-holder": (parts.tool_holder, 1, ["petg"], ["#C8102E"], ["20.90"]),
    "key-tag-x5": (parts.key_tag, 5, ["pla", "two_colour"], ["#1A1A1A", "#F26B21"], ["16.90", "17.50"]),
    "headset-hanger-x2": (parts.headset_hanger, 2, ["petg"], ["#8C8F94"], ["19.90"]),
    "camera-mount-x4": (parts.camera_mount, 4, ["asa"], ["#1A1A1A"], ["27.50"]),
    "enclosure-lid-x2": (parts.enclosure_lid, 2, ["pla"], ["#F5F5F0"], ["17.50"]),
}

KEPT_SETTINGS = """bed_shape bed_temperature brim_width external_perimeter_speed extruder_colour filament_colour filament_cost
filament_density filament_diameter filament_type fill_density fill_pattern first_layer_bed_temperature first_layer_height
first_layer_temperature gcode_flavor layer_height max_print_height nozzle_diameter perimeters printer_model
printer_technology spiral_vase support_material temperature top_solid_layers bottom_solid_layers wipe_tower""".split()


def command(model, plate, target):
    _, copies, profiles, colours, prices = PLATES[plate]
    arguments = [SLICER, "--export-gcode", "--loglevel", "1", "--output", str(target)]
    for profile in ["printer", *profiles]:
        arguments += ["--load", str(HERE / "profiles" / f"{profile}.ini")]
    arguments += ["--filament-colour", ";".join(colours), "--extruder-colour", ";".join(colours)]
    arguments += ["--filament-cost", ",".join(prices)]
    if copies > 1:
        arguments += ["--duplicate", str(copies)]
    return [*arguments, str(model)]


def thinned(text):
    """The head down to the first move, and the results and chosen settings at the end."""
    lines = text.splitlines()
    head = []
    for line in lines:
        if line.startswith(";LAYER_CHANGE") or re.match(r"G1 .*E", line):
            break
        head.append(line)
    results = next(i for i, line in enumerate(lines) if line.startswith("; filament used [mm]"))
    tail = []
    for line in lines[results:]:
        setting = re.match(r"; (\w+) = ", line)
        if setting and setting[1] not in KEPT_SETTINGS:
            continue
        tail.append(line)
    return "\n".join([*head[:40], "", *tail, ""])


def slice_plate(plate, folder):
    part = PLATES[plate][0]
    name = re.sub(r"-x\d+$", "", plate)
    if part is parts.key_tag:
        model = folder / f"{name}.amf"
        mesh.write_amf(model, part())
    else:
        model = folder / f"{name}.stl"
        mesh.write_stl(model, part())
    target = folder / f"{plate}.gcode"
    run = subprocess.run(command(model, plate, target), capture_output=True, text=True, check=False)
    if run.returncode != 0 or not target.exists():
        sys.exit(f"{plate}: the slicer failed\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    kept = thinned(target.read_text(encoding="utf-8"))
    (OUT / f"{plate}.gcode").write_text(kept, encoding="utf-8")
    facts = [line for line in kept.splitlines() if re.match(r"; (filament used \[g\]|estimated printing time)", line)]
    print(plate, "|", " | ".join(fact[2:] for fact in facts))


def main():
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for plate in sys.argv[1:] or PLATES:
            slice_plate(plate, pathlib.Path(folder))


if __name__ == "__main__":
    main()
