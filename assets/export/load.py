"""Loads an encoder that Augscope has trained, and turns images into embeddings with it.

    python load.py IMAGE...            prints the embedding of every image as a line of CSV
    python load.py --timm IMAGE...     the same with timm's model in place of torchvision's

As a module:

    import load
    model, words = load.load()                       # a torch.nn.Module, and what stands in the file's header
    batch = load.prepare([array, ...], words)        # arrays (channels, rows, columns) of values as they are stored
    embeddings = load.embed(model, batch)            # (images, features)

Needs numpy and torch; torchvision or timm for ResNet-18 and VGG-13; tifffile or Pillow to read images.
The tensors have torchvision's names and are loaded strictly. Nothing of Augscope is needed.
"""

import json
import struct
import sys
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


def load(path=FILE, library="torchvision"):
    """The trained network, ready to embed, and the words of the header."""
    tensors, words = read(path)
    model = build(words, library)
    model.load_state_dict(tensors, strict=True)
    return model.eval(), words


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
    """A batch for the model."""
    groups = groups or [None] * len(images)
    return torch.from_numpy(np.stack([prepare_one(i, words, g) for i, g in zip(images, groups)]))


@torch.no_grad()
def embed(model, batch):
    """(images, features), each image by itself."""
    return model(batch).numpy()


def read_image(path):
    """An image file as (channels, rows, columns) of stored values."""
    if Path(path).suffix.lower() in (".tif", ".tiff"):
        import tifffile

        with tifffile.TiffFile(path) as file:
            series = file.series[0]
            image, axes = series.asarray(), series.axes
        if axes.endswith("S"):
            image = np.moveaxis(image, -1, 0)
    else:
        from PIL import Image

        image = np.asarray(Image.open(path))
        if image.ndim == 3:
            image = np.moveaxis(image, -1, 0)
    return image.reshape(-1, *image.shape[-2:])


if __name__ == "__main__":
    arguments = [a for a in sys.argv[1:] if a != "--timm"]
    model, words = load(library="timm" if "--timm" in sys.argv else "torchvision")
    print(f"{words['encoder']} with tensors of {words['program']}: {words['channels']}", file=sys.stderr)
    for path in arguments:
        row = embed(model, prepare([read_image(path)], words))[0]
        print(path, *(f"{value:.7g}" for value in row), sep=",")
