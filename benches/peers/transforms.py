#!/usr/bin/env python3
"""Every transform of the catalogue beside its counterpart in torchvision, Albumentations, Kornia and scikit-image.

    python benches/peers/transforms.py --ours target/release/augscope [--only KIND] [--out benches/peers/transforms.json]

A row is a recipe of one step with fixed settings, run by `augscope views` on pictures that this script writes (16 bit,
window 0 to 65535, so that values are known exactly), and the same change by another library on the same values. The
figure is the mean absolute difference times 255 inside a margin that the step reaches over; the bar is 2. Steps that
are random in every pixel are compared by the mean and the spread of what they add. Where a library defines a change
otherwise and no parameter of it makes it the same, the row says so, and so does the entry's formula or source.
Figures go to a JSON file that a test of the catalogue reads.
"""
import argparse, io, json, math, os, re, subprocess, sys, tempfile, warnings

os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"
warnings.filterwarnings("ignore")
import albumentations as A
import albumentations.augmentations.blur.functional as blur_functions
import albumentations.augmentations.dropout.functional as dropout_functions
import albumentations.augmentations.pixel.functional as pixel_functions
import cv2, kornia, skimage, tifffile, torch, torchvision
import numpy as np
from PIL import Image
from skimage import color, exposure, filters, util
from torchvision.transforms import InterpolationMode
from torchvision.transforms.v2 import functional as F

N = 96
BAR = 2.0
LINEAR = InterpolationMode.BILINEAR


def picture(channels, seed, side=N):
    """Blobs and waves with noise, from 0.15 to 0.72, (channels, side, side)."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:side, 0:side] / side
    out = np.empty((channels, side, side))
    for c in range(channels):
        blob = np.exp(-((x - 0.45 - 0.03 * c) ** 2 + (y - 0.55) ** 2) / 0.03)
        wave = np.sin((18 + 3 * c) * x + 11 * y) * np.cos((14 - 2 * c) * y - 5 * x)
        out[c] = 0.3 + 0.1 * x + 0.25 * blob + 0.06 * wave + rng.normal(0, 0.015, x.shape)
    return out.clip(0.15, 0.72)


def stained(seed):
    """A slide in colour made of positive amounts of haematoxylin, eosin and DAB."""
    amounts = picture(3, seed).transpose(1, 2, 0) * np.array([0.12, 0.10, 0.05])
    return color.hed2rgb(amounts).transpose(2, 0, 1)


def levels():
    """256 values from 0.1 to 0.8, all of them there: scikit-image counts as many photons as there are values."""
    y, x = np.mgrid[0:N, 0:N]
    steps = (np.arange(N * N).reshape(N, N) * 7 + 3 * x + y) % 256
    steps[:16, :16] = np.arange(256).reshape(16, 16)
    return (0.1 + 0.7 * steps / 255)[None]


def sixteen(values):
    return np.round(values.clip(0, 1) * 65535).astype(np.uint16)


PICTURES = {
    "rgb": [picture(3, 1), picture(3, 2)],
    "four": [picture(4, 3)],
    "grey": [picture(1, 4)],
    "stained": [stained(5)],
    "levels": [levels()],
    # OpenCV's tiles hold whole pixels, and its limit is a whole number of them: large tiles.
    "large": [picture(1, 6, 512)],
}
VALUES = {name: [sixteen(p) / 65535 for p in pictures] for name, pictures in PICTURES.items()}

# How values reach the libraries.


def tensor(v):
    return torch.from_numpy(np.ascontiguousarray(v, dtype=np.float32))


def by_torch(change):
    return lambda v: change(tensor(v)).numpy().astype(np.float64)


def by_channel(change):
    """Each channel as a grey picture of its own."""
    return lambda v: np.concatenate([by_torch(change)(plane[None]) for plane in v])


def by_kornia(change):
    return lambda v: change(tensor(v)[None])[0].numpy().astype(np.float64)


def by_albumentations(change):
    """On height x width x channels, float32."""
    def changed(v):
        out = change(np.ascontiguousarray(v.transpose(1, 2, 0), dtype=np.float32))
        return np.atleast_3d(out).transpose(2, 0, 1).astype(np.float64)
    return changed


def by_skimage(change):
    return lambda v: np.stack([change(plane) for plane in v])


def pasted(v, height, width):
    """The picture shrunk with antialiasing, in the middle of zeros."""
    small = F.resize(v, [height, width], LINEAR, antialias=True)
    top, left = (N - height) // 2, (N - width) // 2
    return F.pad(small, [left, top, N - width - left, N - height - top])


def hed(v):
    """Other amounts of the three stains, as scikit-image takes colours apart."""
    stains = color.rgb2hed(v.transpose(1, 2, 0)) * np.array([1.4, 0.7, 1.2])
    return color.hed2rgb(stains).transpose(2, 0, 1)


def jpeg(v):
    out = []
    for plane in v:
        file = io.BytesIO()
        Image.fromarray(np.round(plane * 255).astype(np.uint8), "L").save(file, "JPEG", quality=40)
        out.append(np.asarray(Image.open(file), dtype=np.float64) / 255)
    return np.stack(out)


def clahe(plane):
    made = cv2.createCLAHE(4.0, (8, 8))
    levels = np.round(plane * 255).astype(np.uint8)
    return (made.apply(levels) / 255 + 1 - made.apply(255 - levels) / 255) / 2


def corner_pushed(v):
    """The lower right corner moved inwards by a fifth of the width and a tenth of the height, as DINO4Cells does."""
    low, high = -0.5, N - 0.5
    corners = torch.tensor([[[low, low], [high, low], [high, high], [low, high]]])
    moved = corners.clone()
    moved[0, 2] -= torch.tensor([0.2 * N, 0.1 * N])
    matrix = kornia.geometry.get_perspective_transform(corners, moved)
    return kornia.geometry.warp_perspective(v, matrix, (N, N), align_corners=True)


def one_channel_moved(v):
    moved = tensor(v).clone()
    moved[1:2] = F.affine(moved[1:2], 0, [2.4, -1.6], 1.0, [0.0, 0.0], interpolation=LINEAR)
    return moved.numpy().astype(np.float64)


def colours(v):
    v = F.adjust_contrast(F.adjust_brightness(v, 1.2), 0.8)
    return F.adjust_hue(F.adjust_saturation(v, 1.3), 0.1)


def affine(angle=0.0, translate=(0.0, 0.0), scale=1.0, shear=(0.0, 0.0)):
    return by_torch(lambda v: F.affine(v, angle, list(translate), scale, list(shear), interpolation=LINEAR))


def channel_of(channel, change):
    def changed(v):
        out = v.copy()
        out[channel] = change(out[channel])
        return out
    return changed


ROWS = []


def row(kind, library, counterpart, change, margin=0, data="rgb", size=N, circle=False, note=None, differs=None, **params):
    """`differs` says how the definition differs where the bar cannot hold; `note` what else a reader should know."""
    ROWS.append(dict(kind=kind, library=library, counterpart=counterpart, change=change, margin=margin, data=data, size=size,
                     circle=circle, note=note, differs=differs, params=params, random=False))


def noise(kind, library, counterpart, change, data="grey", note=None, differs=None, **params):
    ROWS.append(dict(kind=kind, library=library, counterpart=counterpart, change=change, margin=0, data=data, size=N,
                     circle=False, note=note, differs=differs, params=params, random=True))


TV, AL, KO, SK, PIL = "torchvision", "albumentations", "kornia", "scikit-image", "pillow"

# Geometry. Pixels beyond the picture, and what lies beyond a crop, are left out by the margin.
row("random-resized-crop", TV, "resized_crop(antialias=True)",
    by_torch(lambda v: F.resized_crop(v, 24, 6, 48, 72, [N, N], LINEAR, antialias=True)), 3, area=0.375, ratio=1.5, x=0.25, y=0.5)
row("random-resized-crop", TV, "resized_crop(antialias=True), to 32 px",
    by_torch(lambda v: F.resized_crop(v, 24, 6, 48, 72, [32, 32], LINEAR, antialias=True)), 3, size=32, area=0.375, ratio=1.5, x=0.25, y=0.5)
row("crop-with-cell", TV, "resized_crop(antialias=True), any crop allowed",
    by_torch(lambda v: F.resized_crop(v, 24, 6, 48, 72, [N, N], LINEAR, antialias=True)), 3, area=0.375, ratio=1.5, x=0.25, y=0.5, hold=0, dark=0,
    note="no library chooses crops by the cells in them; unit tests hold the choice")
row("centre-zoom", TV, "center_crop, resize(antialias=True)",
    by_torch(lambda v: F.resize(F.center_crop(v, [64, 64]), [N, N], LINEAR, antialias=True)), 3, magnification=1.5)
row("translate", TV, "affine(translate)", affine(translate=(4.8, -7.2)), 10, dx=0.05, dy=-0.075)
row("rotate", TV, "rotate(bilinear)", by_torch(lambda v: F.rotate(v, 30, LINEAR)), circle=True, angle=30)
row("rotate", KO, "geometry.rotate", by_kornia(lambda v: kornia.geometry.rotate(v, torch.tensor([30.0]), align_corners=True)), circle=True, angle=30)
row("quarter-turn", "torch", "rot90", by_torch(lambda v: torch.rot90(v, 1, (1, 2))), quarters=1)
row("flip-horizontal", TV, "hflip", by_torch(F.hflip))
row("flip-vertical", TV, "vflip", by_torch(F.vflip))
row("eight-symmetries", "torch", "hflip, rot90", by_torch(lambda v: torch.rot90(F.hflip(v), 1, (1, 2))), symmetry=5)
row("scale", TV, "affine(scale)", affine(scale=1.25), 2, factor=1.25)
row("scale", TV, "resize(antialias=True), pad", by_torch(lambda v: pasted(v, 72, 72)), 14, factor=0.75)
row("stretch", TV, "resize(antialias=True), center_crop",
    by_torch(lambda v: F.center_crop(F.resize(v, [N, 144], LINEAR, antialias=True), [N, N])), 2, across=1.5, down=1)
row("shear", TV, "affine(shear)", affine(shear=(-15.0, 0.0)), 15, across=15, down=0,
    note="torchvision's shear of -a slants as ours of a")
row("affine", TV, "affine(angle, scale, shear)", affine(angle=-25, scale=1.3, shear=(-10.0, 0.0)), circle=True, angle=25, factor=1.3,
    shear_across=10, shear_down=0, note="torchvision's angle and shear are clockwise")
row("corner-warp", KO, "get_perspective_transform, warp_perspective", by_kornia(corner_pushed), 24, corner=2, across=0.2, down=0.1)

# Intensity.
row("gain", TV, "adjust_brightness", by_torch(lambda v: F.adjust_brightness(v, 1.3)), data="grey", factor=1.3)
row("per-channel-gain", TV, "adjust_brightness of each channel", by_channel(lambda v: F.adjust_brightness(v, 1.3)), data="four", factor=1.3)
row("photobleaching", TV, "adjust_brightness by exp(-k)", by_channel(lambda v: F.adjust_brightness(v, math.exp(-0.5))), data="four", exposure=0.5)
row("offset", KO, "enhance.adjust_brightness", by_kornia(lambda v: kornia.enhance.adjust_brightness(v, 0.1)), amount=0.1)
row("per-channel-offset", KO, "enhance.adjust_brightness", by_kornia(lambda v: kornia.enhance.adjust_brightness(v, -0.1)), data="four", amount=-0.1)
row("window-jitter", SK, "rescale_intensity",
    lambda v: exposure.rescale_intensity(v, in_range=(0.1, 0.9), out_range=(0, 1)), data="four", low=0.1, high=0.9)
row("contrast", TV, "adjust_contrast of each channel as a grey picture", by_channel(lambda v: F.adjust_contrast(v, 1.3)), data="four", factor=1.3)
row("per-channel-contrast", TV, "adjust_contrast of each channel as a grey picture", by_channel(lambda v: F.adjust_contrast(v, 0.6)), data="four", factor=0.6)
row("gamma", TV, "adjust_gamma", by_torch(lambda v: F.adjust_gamma(v, 1.4)), exponent=1.4)
row("per-channel-gamma", TV, "adjust_gamma of each channel", by_channel(lambda v: F.adjust_gamma(v, 0.7)), data="four", exponent=0.7)
row("invert", TV, "invert", by_torch(F.invert))
row("solarise", TV, "solarize", by_torch(lambda v: F.solarize(v, 0.5)), threshold=0.5)
row("posterise", TV, "posterize(bits=3)", by_torch(lambda v: F.posterize(v, 3)), levels=8,
    differs="torchvision rounds down to multiples of 1/8, so white becomes 7/8; ours rounds to the nearest of 8 levels from 0 to 1")
row("equalise", SK, "equalize_hist of each channel", by_skimage(lambda p: exposure.equalize_hist(p, nbins=256)), strength=1)
row("clahe", "OpenCV", "createCLAHE(4, 8 x 8)", by_skimage(clahe), data="large", size=512, clip=4, strength=1,
    note="the mean of OpenCV's picture and the negative of its picture of the negative, so that values at v count half as here")
row("percentile-window", SK, "rescale_intensity between percentiles",
    by_skimage(lambda p: exposure.rescale_intensity(p, in_range=tuple(np.percentile(p, (2, 98))), out_range=(0, 1))), low=2, high=98, together=0, strength=1)
row("colour-jitter", TV, "adjust_brightness, _contrast, _saturation, _hue", by_torch(colours), brightness=1.2, contrast=0.8, saturation=1.3, hue=0.1)
row("grey", TV, "rgb_to_grayscale", by_torch(lambda v: F.rgb_to_grayscale(v, 3)), strength=1)
row("stain-jitter", SK, "rgb2hed, hed2rgb", hed, data="stained", haematoxylin=1.4, eosin=0.7, dab=1.2,
    haematoxylin_shift=0, eosin_shift=0, dab_shift=0)
row("illumination-gradient", AL, "apply_linear_illumination",
    by_albumentations(lambda v: pixel_functions.apply_linear_illumination(v, 0.2, 0)), strength=0.4, angle=0,
    note="its intensity is half of our strength")

# Channels.
row("drop-channel", AL, "channel_dropout", by_albumentations(lambda v: dropout_functions.channel_dropout(v, [1], 0.0)), data="four", which=0.3)
row("rescale-channel", TV, "adjust_brightness of one channel",
    channel_of(1, lambda p: by_torch(lambda v: F.adjust_brightness(v, 1.3))(p[None])[0]), data="four", which=0.3, factor=1.3)
row("channel-shift", TV, "affine(translate) of one channel", one_channel_moved, 4, which=0.5, dx=2.4, dy=-1.6)

# Focus.
row("gaussian-blur", SK, "filters.gaussian(truncate=4)", by_skimage(lambda p: filters.gaussian(p, 1.5, mode="reflect", truncate=4)), data="four", sigma=1.5)
row("gaussian-blur", TV, "gaussian_blur(kernel 13)", by_torch(lambda v: F.gaussian_blur(v, [13, 13], [1.5, 1.5])), 7, sigma=1.5)
row("disc-defocus", AL, "defocus(radius=3, alias_blur=0.1)", by_albumentations(lambda v: blur_functions.defocus(v, 3, 0.1)), 5, radius=3)
row("motion-blur", KO, "filters.motion_blur(kernel_size=7)",
    by_kornia(lambda v: kornia.filters.motion_blur(v, 7, 30.0, 0.0, mode="bilinear")), 5, length=7, angle=30)
row("motion-blur", KO, "filters.motion_blur(kernel_size=7), level",
    by_kornia(lambda v: kornia.filters.motion_blur(v, 7, 0.0, 0.0, mode="bilinear")), 5, length=7, angle=0)
row("down-and-up", AL, "Downscale(0.25), area and linear",
    by_albumentations(lambda v: A.Downscale(scale_range=(0.25, 0.25), interpolation_pair={"downscale": cv2.INTER_AREA, "upscale": cv2.INTER_LINEAR},
                                            p=1)(image=v)["image"]), 4, block=4)
row("sharpen", SK, "filters.unsharp_mask", by_skimage(lambda p: filters.unsharp_mask(p, radius=1.5, amount=1, preserve_range=True)), data="four", strength=1, sigma=1.5)
row("jpeg", PIL, "save as a grey JPEG of quality 40", jpeg, quality=40, strength=1)

# Noise: statistics of what is added.
noise("gaussian-noise", SK, "random_noise(gaussian)", lambda v: util.random_noise(v, "gaussian", rng=1, var=0.05**2), sigma=0.05)
noise("poisson-noise", SK, "random_noise(poisson) on 256 values", lambda v: util.random_noise(v, "poisson", rng=1), data="levels", photons=256)
noise("salt-and-pepper", SK, "random_noise(s&p)", lambda v: util.random_noise(v, "s&p", rng=1, amount=0.1, salt_vs_pepper=0.5), share=0.1)

# Parts.
row("cutout", TV, "erase", by_torch(lambda v: F.erase(v, 46, 26, 24, 24, torch.tensor(0.3))), side=0.25, x=38 / 96, y=58 / 96, fill=0.3)
row("grid-mask", AL, "GridDropout(ratio=0.5)",
    by_albumentations(lambda v: A.GridDropout(ratio=0.5, holes_number_xy=(4, 4), random_offset=False, shift_xy=(0, 0), fill=0.0, p=1)(image=v)["image"]),
    side=0.5, period=0.25, x=0, y=0, fill=0)

# What no library has, and why a comparison says nothing.
WITHOUT = {
    "bleed-through": "no library mixes neighbouring channels; its unit test holds it to the formula",
    "uneven-background": "Kornia and Albumentations have glows, but bell-shaped and, in Albumentations, as factors; ours is a raised cosine that is added",
    "vignette": "Albumentations darkens by a bell or towards one corner, Kornia not at all; ours is the quadratic model of lenses",
    "shuffle-channels": "the order is drawn anew for every view, so there is nothing fixed to compare; a unit test holds that every order is equally likely",
    "debris": "no library lays discs of given radius and brightness on a picture",
    "perspective": "its corners are drawn anew for every view; the projective map is compared with fixed corners under corner-warp",
    "elastic": "the displacements are random fields, which differ from library to library; unit tests hold their spread",
    "grid-distortion": "the widths are random, and libraries draw others; unit tests hold the map",
}


def run(binary, kind, settings, data, size):
    """Views of the pictures of `data`, first version of each, by the program; or what it says against the recipe."""
    channels = VALUES[data][0].shape[0]
    lines = ["format = 1", f'name = "{kind}"', "[input.window]", 'rule = "fixed"',
             f"channels = [{', '.join(['[0, 65535]'] * channels)}]", "[[step]]", f'kind = "{kind}"', "probability = 1.0"]
    lines += [f"{name} = {float(value)}" for name, value in settings.items()]
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(f"{folder}/data/cells")
        for number, p in enumerate(PICTURES[data]):
            values = sixteen(p)
            if channels == 3:
                cv2.imwrite(f"{folder}/data/cells/{number}.png", values.transpose(1, 2, 0)[..., ::-1])
            elif channels == 1:
                cv2.imwrite(f"{folder}/data/cells/{number}.png", values[0])
            else:
                tifffile.imwrite(f"{folder}/data/cells/{number}.tif", values, imagej=True, metadata={"axes": "CYX"})
        with open(f"{folder}/recipe.toml", "w") as file:
            file.write("\n".join(lines) + "\n")
        done = subprocess.run([binary, "views", f"{folder}/data", "--pipeline", f"{folder}/recipe.toml", "--out", f"{folder}/out",
                               "--size", str(size), "--count", "100"], capture_output=True, text=True)
        if done.returncode:
            return done.stderr.strip()
        names = sorted(n for n in os.listdir(f"{folder}/out") if n.endswith("_v0.tif"))
        return [tifffile.imread(f"{folder}/out/{n}").astype(np.float64).reshape(channels, size, size) for n in names]


def catalogue(binary):
    """The kinds that the program knows, from what it says to a kind that it does not know."""
    said = run(binary, "?", {}, "grey", N)
    return re.search(r"transforms are (.*?)(?:;|\n|$)", said).group(1).replace(" ", "").rstrip(".").split(",")


def difference(r, ours, v):
    """The figure of a row on one picture, in 255ths."""
    theirs = r["change"](v).clip(0, 1)
    if r["random"]:
        added = [x - v for x in (ours, theirs)]
        return 255 * max(abs(added[0].mean() - added[1].mean()), abs(added[0].std() - added[1].std()))
    inside = np.ones(ours.shape[1:], dtype=bool)
    if r["circle"]:
        y, x = np.mgrid[0:r["size"], 0:r["size"]] - (r["size"] - 1) / 2
        inside = x**2 + y**2 <= (r["size"] / 2 - 3) ** 2
    elif r["margin"]:
        m = r["margin"]
        inside[:] = False
        inside[m:-m, m:-m] = True
    return 255 * np.abs(ours - theirs)[:, inside].mean()


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--ours", default="target/release/augscope")
    ap.add_argument("--only")
    ap.add_argument("--out", default="benches/peers/transforms.json")
    a = ap.parse_args()
    versions = {"torch": torch.__version__, TV: torchvision.__version__, AL: A.__version__, KO: kornia.__version__,
                SK: skimage.__version__, PIL: Image.__version__, "opencv": cv2.__version__}
    print(", ".join(f"{name} {version}" for name, version in versions.items()))
    known = catalogue(a.ours)
    missed, stored = [], []
    for r in ROWS:
        if a.only and r["kind"] != a.only:
            continue
        shown = {name: round(float(value), 6) for name, value in r["params"].items()}
        if r["kind"] not in known:
            print(f"absent  {r['kind']:22} {r['library']}: the program does not know it")
            continue
        ours = run(a.ours, r["kind"], r["params"], r["data"], r["size"])
        if isinstance(ours, str):
            sys.exit(f"{r['kind']}: {ours}")
        figure = float(np.mean([difference(r, one, v) for one, v in zip(ours, VALUES[r["data"]])]))
        verdict = "met" if figure <= BAR else "differs" if r["differs"] else "missed"
        if verdict == "missed":
            missed.append(r["kind"])
        what = "statistics" if r["random"] else "pixels"
        stored.append({"entry": r["kind"], "library": r["library"], "counterpart": r["counterpart"], "parameters": shown,
                       "compared": what, "difference_255": round(figure, 3), "verdict": verdict, "explanation": r["differs"] or r["note"]})
        print(f"{verdict:7} {r['kind']:22} {figure:7.3f}  {r['library']} {r['counterpart']} {shown}", flush=True)
    compared = {r["kind"] for r in ROWS}
    without = {kind: WITHOUT[kind] for kind in known if kind in WITHOUT}
    missing = [kind for kind in known if kind not in compared and kind not in WITHOUT]
    if missing:
        print(f"MISSED  neither compared nor excused: {', '.join(missing)}")
    if not a.only:
        with open(a.out, "w") as file:
            json.dump({"versions": versions, "bar_255": BAR, "rows": stored, "without_counterpart": without}, file, indent=1)
            file.write("\n")
    counts = {v: sum(s["verdict"] == v for s in stored) for v in ("met", "differs", "missed")}
    print(f"{'met   ' if not (missed or missing) else 'MISSED'}  {counts['met']} of {len(stored)} within {BAR} of 255, "
          f"{counts['differs']} by another definition, {len(without)} without a counterpart, {counts['missed']} missed")
    sys.exit(1 if missed or missing else 0)


if __name__ == "__main__":
    main()
