"""The figures of scripts/bars/cells: listed nuclei found, and scikit-image's cells by the same settings.

    cells_found.py DATA WORK        figures of bbbc013 from what `augscope cells` wrote into WORK
    cells_found.py golden           the cells of the made field in src/dataset/cells/finder/tests.rs
"""

import csv
import json
import sys
from pathlib import Path

NEAR = 8.0


def find(image, smoothing=1.5, seed_smoothing=1.0, seed_distance=5, smallest=60, largest=10_000):
    """Area, column, row of the cells, by scikit-image."""
    import numpy as np
    from scipy import ndimage
    from skimage.feature import peak_local_max
    from skimage.filters import threshold_otsu
    from skimage.measure import regionprops
    from skimage.segmentation import watershed

    smooth = ndimage.gaussian_filter(image.astype("f4"), smoothing, mode="nearest")
    cells = ndimage.binary_fill_holes(smooth > threshold_otsu(smooth))
    parts, _ = ndimage.label(cells)
    distance = ndimage.distance_transform_edt(cells).astype("f4")
    distance = ndimage.gaussian_filter(distance, seed_smoothing, mode="nearest")
    peaks = peak_local_max(distance, min_distance=seed_distance, labels=parts, exclude_border=False)
    peaks = peaks[np.lexsort((peaks[:, 1], peaks[:, 0]))]
    markers = np.zeros(image.shape, int)
    markers[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    regions = regionprops(watershed(-distance, markers, mask=cells))
    kept = (region for region in regions if smallest <= region.area <= largest)
    return [(int(region.area), region.centroid[1], region.centroid[0]) for region in kept]


def golden():
    """The field of the tests: ellipses in noise."""
    import numpy as np

    width, height, state, values = 160, 120, 12_345, []
    for _ in range(width * height):
        state = (state * 1_664_525 + 1_013_904_223) & 0xFFFFFFFF
        values.append(200 + (state >> 26))
    image = np.array(values, "u2").reshape(height, width)
    y, x = np.mgrid[:height, :width]
    for n in range(30):
        cx, cy, rx, ry = (n * 53 + 7) % width, (n * 37 + 11) % height, 5 + n % 5, 4 + n % 7
        image[(abs(x - cx) * ry) ** 2 + (abs(y - cy) * rx) ** 2 <= (rx * ry) ** 2] += 500 + 20 * n
    for area, x, y in find(image, seed_distance=4, smallest=40, largest=400):
        print(f"    ({area}, {x:.3f}, {y:.3f}),")


def table(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def near(places, x, y):
    return any((px - x) ** 2 + (py - y) ** 2 < NEAR**2 for px, py in places)


def figures(data, work):
    failed = []

    def bar(words, met):
        print(f"{'ok  ' if met else 'MISS'}  {words}")
        if not met:
            failed.append(words)

    found = {}
    for row in table(work / "cells/labels.csv"):
        found.setdefault(row["Metadata_Well"], []).append((float(row["x"]), float(row["y"])))
    listed = hit = 0
    for row in table(data / "cells/labels.csv"):
        if row["well"] in found:
            listed += 1
            hit += near(found[row["well"]], int(row["x0"]) + 31.5, int(row["y0"]) + 31.5)
    cut = sum(map(len, found.values()))
    bar(f"{hit} of {listed} listed nuclei found ({100 * hit / listed:.1f} %, at least 90)", hit >= 0.9 * listed)
    print(f"      {cut} cells cut out of {len(found)} wells; {(work / 'warnings').read_text().strip()}")
    written = json.loads((work / "inspected.json").read_text())
    bar(f"cells as {written['channels']}, {written['groups']} wells", written["channels"] == ["FKHR", "DNA"] and written["groups"] == 8)
    bar(f"{written['images']} images written, {cut} listed", written["images"] == cut and not written["left_out"])
    crops = json.loads((work / "crops.json").read_text())
    bar(f"crops: {crops['images']} in {len(crops['classes'])} classes, {len(crops['channels'])} channels {crops['channels']}, {crops['groups']} wells", len(crops["classes"]) == 5 and len(crops["channels"]) == 2 and crops["groups"] == 24)
    try:
        import skimage
        import tifffile
    except ImportError:
        print("      SKIPPED: no scikit-image in this Python")
        sys.exit(bool(failed))
    ours = alike = theirs = values = 0
    rows = table(work / "cells/labels.csv")
    for field in table(data / "load_data.csv"):
        image = tifffile.imread(data / "fields" / field["FileName_DNA"])
        inside = [(x, y) for _, x, y in find(image, largest=900) if 31 < x < 608 and 31 < y < 608]
        mine = found[field["Metadata_Well"]]
        theirs += len(inside)
        ours += sum(1 for x, y in mine if 31 < x < 608 and 31 < y < 608)
        alike += sum(any((x - a) ** 2 + (y - b) ** 2 < 0.25 for a, b in mine) for x, y in inside)
        of_field = [row for row in rows if row["Metadata_Well"] == field["Metadata_Well"]]
        for row in of_field[::7]:
            left, top = (int(float(row[side]) - 31.5 + 0.5) for side in "xy")
            crop = tifffile.imread(work / "cells" / row["file"])
            values += (crop[1] != image[top : top + 64, left : left + 64]).sum()
    bar(f"scikit-image {skimage.__version__} finds {theirs}, of which {alike} are also ours within half a pixel; we find {ours}", alike >= 0.99 * theirs and abs(ours - theirs) <= 0.01 * theirs)
    bar(f"{values} values of the written cells differ from the fields", values == 0)
    sys.exit(bool(failed))


if __name__ == "__main__":
    if sys.argv[1] == "golden":
        golden()
    else:
        figures(Path(sys.argv[1]), Path(sys.argv[2]))
