"""Loads an encoder that Augscope has trained, and turns images into embeddings with it.

    python load.py IMAGE...                 prints the embedding of every image as a line of CSV
    python load.py --group NAME IMAGE...    with the intensity window of that plate, say, where each had its own in training
    python load.py --timm IMAGE...          the same with timm's model in place of torchvision's

As a module:

    import load
    model, words = load.load()                       # a torch.nn.Module, and what stands in the file's header
    batch = load.prepare([array, ...], words)        # arrays (channels, rows, columns) of values as they are stored;
                                                     # groups=[name, ...] where each plate, say, had its own window
    embeddings = load.embed(model, batch)            # (images, features)

Needs numpy and torch; torchvision or timm for ResNet-18 and VGG-13; tifffile or Pillow to read images.
The tensors have torchvision's names and are loaded strictly. Nothing of Augscope is needed.
"""

import argparse
import json
import struct
import sys
import warnings
from pathlib import Path

import numpy as np
import torch
from torch import nn

FILE = Path(__file__).with_name("encoder.safetensors")
KINDS = {"F32": np.float32, "F64": np.float64, "I64": np.int64}


def read(path=FILE):
    """The tensors of a safetensors file by name, and the words in its header."""
    raw = Path(path).read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + length])
    words = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        values = np.frombuffer(raw[start:end], KINDS[entry["dtype"]])
        tensors[name] = torch.from_numpy(values.reshape(entry["shape"]).copy())
    return tensors, words


class ConvNet(nn.Module):
    """Augscope's small network: four blocks of convolution, batch normalisation, rectifier and max pooling."""

    def __init__(self, channels, widths=(32, 64, 128, 256)):
        super().__init__()
        layers = []
        for width in widths:
            layers += [nn.Conv2d(channels, width, 3, padding=1, bias=False), nn.BatchNorm2d(width)]
            layers += [nn.ReLU(), nn.MaxPool2d(2)]
            channels = width
        self.features = nn.Sequential(*layers)

    def forward(self, images):
        return self.features(images).mean((2, 3))


def build(words, library="torchvision"):
    """The network that the words of the header describe, with first weights."""
    network, channels = words["encoder"], int(words["in_chans"])
    if network == "convnet":
        return ConvNet(channels)
    if library == "timm":
        import timm

        name = "vgg13_bn" if network == "vgg13" else "resnet18"
        model = timm.create_model(name, pretrained=False, in_chans=channels, num_classes=0)
    else:
        import torchvision

        make = torchvision.models.vgg13_bn if network == "vgg13" else torchvision.models.resnet18
        model = make(weights=None)
    if network == "vgg13":
        # The planes are averaged behind the convolutions; there are no fully connected layers.
        model.features[0] = nn.Conv2d(channels, 64, 3, padding=1)
        if library == "timm":
            model.pre_logits = nn.Identity()
            model.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(1))
        else:
            model.avgpool, model.classifier = nn.AdaptiveAvgPool2d(1), nn.Identity()
        return model
    if words["stem"] == "3x3":
        # The beginning for small images: full resolution, no pooling.
        model.conv1, model.maxpool = nn.Conv2d(channels, 64, 3, 1, 1, bias=False), nn.Identity()
    else:
        model.conv1 = nn.Conv2d(channels, 64, 7, 2, 3, bias=False)
    model.fc = nn.Identity()
    return model


def not_done(words):
    """What Augscope did to image files before the intensity window, and this script does not: in words, one text each."""
    reading = json.loads(words.get("reading", "{}"))
    found = []
    if reading.get("pixel_size_um"):
        found.append(f"images were resampled to {reading['pixel_size_um']:g} micrometres a pixel: bring yours to that size first")
    if reading.get("cells"):
        side, unit = (reading["cells"][key] for key in ("window", "unit"))
        found.append(f"images are cells cut out of fields, squares of {side:g} {unit}: cut yours out first")
    if reading.get("z", "maximum") != "maximum" or reading.get("t", "each") != "each":
        found.append(f"of stacks were taken the depths {reading['z']} and the time points {reading['t']}: take the same of yours")
    if reading.get("turn_by_exif"):
        found.append("JPEGs were turned as their camera says they were held: turn yours first")
    return found


def load(path=FILE, library="torchvision"):
    """The trained network, ready to embed, and the words of the header."""
    tensors, words = read(path)
    for what in not_done(words):
        warnings.warn(f"load.py reads image files as they are, but in training {what}", stacklevel=2)
    model = build(words, library)
    model.load_state_dict(tensors, strict=True)
    return model.eval(), words


def grouped_by(words):
    """The column by which each plate, say, has an intensity window of its own; None where all images have the same rule."""
    rule = json.loads(words["intensity_window"])["rule"]
    return rule["per-group"]["column"] if isinstance(rule, dict) and "per-group" in rule else None


def window_of(image, words, group=None):
    """(low, high) of every channel: the stored values that become 0 and 1."""
    window = json.loads(words["intensity_window"])
    rule = window["rule"]
    if isinstance(rule, dict) and "each-image" in rule:
        ends = []
        for plane in image:
            plane = plane[np.isfinite(plane)].astype(np.float64)
            low, high = (np.percentile(plane, rule["each-image"][end]) for end in ("low", "high"))
            ends.append((low, high if high != low else low + 1))
        return ends
    # A window for each plate, say, falls back to that of all images.
    return window.get("groups", {}).get(group, window["channels"])


def fold(index, length, border):
    """The index that stands for `index` beyond the edge, or None where a value stands there."""
    if 0 <= index < length:
        return index
    if border == "edge":
        return min(max(index, 0), length - 1)
    if border == "reflect":
        index %= 2 * length
        return index if index < length else 2 * length - 1 - index
    return None


def tents(old, new, extent, border):
    """Weights (new, old) of a tent filter, one source pixel wide or more, and what of each lies beyond the edge."""
    step = extent / new
    reach = max(step, 1.0)
    weights, beyond = np.zeros((new, old)), np.zeros(new)
    for place in range(new):
        middle = (place - (new / 2 - 0.5)) * step + old / 2 - 0.5
        taps = range(int(np.ceil(middle - reach)), int(np.floor(middle + reach)) + 1)
        shares = [max(1 - abs(tap - middle) / reach, 0) for tap in taps]
        for tap, share in zip(taps, np.array(shares) / sum(shares)):
            inside = fold(tap, old, border)
            if inside is None:
                beyond[place] += share
            else:
                weights[place, inside] += share
    return weights, beyond


def prepare_one(image, words, group=None):
    """One image (channels, rows, columns) of stored values, as the encoder sees it: (channels, size, size), 0 to 1."""
    image = np.asarray(image)
    if image.ndim == 2:
        image = image[None]
    names = json.loads(words["channels"])
    if len(image) != len(names):
        raise ValueError(f"the encoder reads {len(names)} channels ({', '.join(names)}); the image has {len(image)}")
    planes = []
    for plane, (low, high) in zip(image, window_of(image, words, group)):
        with np.errstate(invalid="ignore"):
            plane = ((plane.astype(np.float64) - low) / (high - low)).astype(np.float32)
        planes.append(np.where(np.isfinite(plane), plane, np.float32(0)))
    size, border = int(words["input_size"]), words["border"]
    rows, columns = image.shape[1:]
    extents = {
        "crop": (min(rows, columns),) * 2,
        "pad": (max(rows, columns),) * 2,
        "stretch": (rows, columns),
        "native": (size, size),
    }[words["fit"]]
    down, below = tents(rows, size, extents[0], border)
    across, beside = tents(columns, size, extents[1], border)
    out = []
    for plane in planes:
        fill = float(words["border_value"])
        if border == "background":
            # The measured background: the lower median of the outermost frame of pixels.
            rim = np.ones(plane.shape, bool)
            rim[1:-1, 1:-1] = False
            fill = float(np.sort(plane[rim])[(rim.sum() - 1) // 2])
        inside = down @ plane.astype(np.float64) @ across.T
        weight = np.outer(1 - below, 1 - beside)
        out.append(inside + (1 - weight) * fill)
    return np.clip(np.stack(out), 0, 1).astype(np.float32)


def prepare(images, words, groups=None):
    """A batch for the model. `groups` names the plate, say, of every image where each had a window of its own in training;
    None in it stands for the window of all images."""
    column = grouped_by(words)
    if groups is None and column is not None:
        raise ValueError(
            f"each {column} had an intensity window of its own in training: say the {column} of every image, groups=[...] "
            "(on the command line --group); None stands for the window of all images"
        )
    if groups is None:
        groups = [None] * len(images)
    if len(groups) != len(images):
        raise ValueError(f"{len(groups)} groups for {len(images)} images")
    known = json.loads(words["intensity_window"]).get("groups", {})
    for group in sorted({g for g in groups if g is not None and g not in known}):
        warnings.warn(f"{group} was not in training: it gets the window of all images", stacklevel=2)
    return torch.from_numpy(np.stack([prepare_one(i, words, g) for i, g in zip(images, groups)]))


@torch.no_grad()
def embed(model, batch):
    """(images, features), each image by itself."""
    return model(batch).numpy()


def check_png(path):
    """Refuses a PNG that Pillow reads with 8 bits though it has 16: its other pictures are grey without alpha."""
    with open(path, "rb") as file:
        start = file.read(26)
    if start.startswith(b"\x89PNG") and start[24] == 16 and start[25] != 0:
        raise ValueError(
            f"{path} is a PNG of 16 bits in colour or with alpha, which Pillow cuts down to 8 bits. Save it as TIFF, or read it "
            "otherwise and give the array to prepare"
        )


def read_image(path, words=None):
    """An image file as (channels, rows, columns) of stored values. Of the depths of a stack the greatest value is taken,
    unless the words of the header say otherwise: then all of its planes are given as channels."""
    greatest = json.loads((words or {}).get("reading", "{}")).get("z", "maximum") == "maximum"
    if Path(path).suffix.lower() in (".tif", ".tiff"):
        import tifffile

        with tifffile.TiffFile(path) as file:
            series = file.series[0]
            image, axes = series.asarray(), series.axes
        if axes.endswith("S"):
            image, axes = np.moveaxis(image, -1, 0), "S" + axes[:-1]
        if "Z" in axes and greatest:
            image = image.max(axis=axes.index("Z"))
    else:
        from PIL import Image

        check_png(path)
        image = np.asarray(Image.open(path))
        if image.ndim == 3:
            image = np.moveaxis(image, -1, 0)
    return image.reshape(-1, *image.shape[-2:])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Prints the embedding of every image as a line of CSV.")
    parser.add_argument("images", nargs="+", metavar="IMAGE")
    parser.add_argument("--group", metavar="NAME", help="the plate, say, whose intensity window the images get")
    parser.add_argument("--timm", action="store_true", help="timm's model in place of torchvision's")
    arguments = parser.parse_args()
    try:
        model, words = load(library="timm" if arguments.timm else "torchvision")
        print(f"{words['encoder']} with tensors of {words['program']}: {words['channels']}", file=sys.stderr)
        groups = None if arguments.group is None else [arguments.group]
        for path in arguments.images:
            row = embed(model, prepare([read_image(path, words)], words, groups))[0]
            print(path, *(f"{value:.7g}" for value in row), sep=",")
    except (OSError, ValueError) as error:
        sys.exit(str(error))
