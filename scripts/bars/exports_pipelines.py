"""What scripts/bars/exports-pipelines does, with the libraries at hand. Prints a line a check; exits 1 where one is missed."""
import importlib.util, json, os, re, subprocess, sys, tempfile, warnings

os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"
import albumentations as A
import cv2, kornia, tifffile, torch, torchvision, yaml
import numpy as np

BINARY = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
N = 96
missed = []


def check(good, words, always=False):
    if not good:
        missed.append(words)
    if always or not good:
        print(f"{'met   ' if good else 'MISSED'}  {words}", flush=True)


def picture(channels, seed, side=N):
    """Blobs and waves with noise, from 0.15 to 0.72, in whole 65535ths: (channels, side, side)."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:side, 0:side] / side
    out = np.empty((channels, side, side))
    for c in range(channels):
        blob = np.exp(-((x - 0.45 - 0.03 * c) ** 2 + (y - 0.55) ** 2) / 0.03)
        wave = np.sin((18 + 3 * c) * x + 11 * y) * np.cos((14 - 2 * c) * y - 5 * x)
        out[c] = 0.3 + 0.1 * x + 0.25 * blob + 0.06 * wave + rng.normal(0, 0.015, x.shape)
    return np.round(out.clip(0.15, 0.72) * 65535).astype(np.uint16)


PICTURES = {1: picture(1, 4), 3: picture(3, 1), 4: picture(4, 3)}
ANY = ("uniform", 0, 1)

# Settings of one step: kind, channels, margin that is left out (or "circle"), settings. What is drawn is a tuple.
CASES = [
    ("random-resized-crop", 3, 2, dict(area=1, ratio=1, x=ANY, y=ANY)),
    ("centre-zoom", 3, 3, dict(magnification=1.5)),
    ("translate", 3, 0, dict(dx=6 / 96, dy=-9 / 96)),
    ("translate", 3, 0, dict(dx=0.0, dy=0.0)),
    ("rotate", 3, 2, dict(angle=30)),
    ("quarter-turn", 4, 0, dict(quarters=1)),
    ("quarter-turn", 4, 0, dict(quarters=2)),
    ("quarter-turn", 4, 0, dict(quarters=3)),
    *[("eight-symmetries", 4, 0, dict(symmetry=s)) for s in range(8)],
    ("eight-symmetries", 4, 0, dict(symmetry=("uniform", 0, 7))),
    ("flip-horizontal", 4, 0, {}),
    ("flip-vertical", 4, 0, {}),
    ("scale", 3, 3, dict(factor=1.25)),
    ("scale", 3, 3, dict(factor=0.8)),
    ("stretch", 3, 3, dict(across=1.3, down=1.1)),
    ("shear", 3, 3, dict(across=15, down=0)),
    ("shear", 3, 3, dict(across=0, down=-10)),
    ("affine", 3, 3, dict(angle=25, factor=1.3, shear_across=0, shear_down=0)),
    ("affine", 3, 3, dict(angle=25, factor=1.3, shear_across=10, shear_down=0)),
    ("perspective", 3, 0, dict(share=0.1)),
    ("corner-warp", 3, 24, dict(corner=2, across=0.2, down=0.1)),
    ("elastic", 3, 0, dict(spacing=32, amount=2)),
    ("grid-distortion", 3, 0, dict(steps=5, limit=0.3)),
    ("gain", 4, 0, dict(factor=1.3)),
    ("per-channel-gain", 4, 0, dict(factor=1.3)),
    ("photobleaching", 4, 0, dict(exposure=0.5)),
    ("offset", 4, 0, dict(amount=0.1)),
    ("per-channel-offset", 4, 0, dict(amount=-0.1)),
    ("window-jitter", 4, 0, dict(low=0.1, high=0.9)),
    ("percentile-window", 3, 0, dict(low=2, high=98, together=0, strength=1)),
    ("uneven-background", 4, 0, dict(amount=0.2, radius=0.6, x=0.3, y=0.6)),
    ("illumination-gradient", 4, 0, dict(strength=0.4, angle=0)),
    ("illumination-gradient", 4, 0, dict(strength=0.3, angle=60)),
    ("vignette", 4, 0, dict(strength=0.4)),
    ("contrast", 1, 0, dict(factor=1.3)),
    ("per-channel-contrast", 4, 0, dict(factor=0.6)),
    ("gamma", 4, 0, dict(exponent=1.4)),
    ("per-channel-gamma", 4, 0, dict(exponent=0.7)),
    ("invert", 4, 0, {}),
    ("posterise", 3, 0, dict(levels=8)),
    ("solarise", 4, 0, dict(threshold=0.5)),
    ("equalise", 3, 0, dict(strength=1)),
    ("clahe", 3, 0, dict(clip=4, strength=1)),
    ("colour-jitter", 3, 0, dict(brightness=1.2, contrast=1, saturation=1, hue=0)),
    ("colour-jitter", 3, 0, dict(brightness=1, contrast=0.8, saturation=1, hue=0)),
    ("colour-jitter", 3, 0, dict(brightness=1, contrast=1, saturation=1.3, hue=0)),
    ("colour-jitter", 3, 0, dict(brightness=1, contrast=1, saturation=1, hue=0.1)),
    ("grey", 3, 0, dict(strength=1)),
    ("stain-jitter", 3, 0, dict(haematoxylin=1.4, eosin=0.7, dab=1.2, haematoxylin_shift=0, eosin_shift=0, dab_shift=0)),
    ("drop-channel", 4, 0, dict(which=ANY, spare=0)),
    ("rescale-channel", 4, 0, dict(which=0.3, factor=1.3)),
    ("shuffle-channels", 4, 0, {}),
    ("bleed-through", 4, 0, dict(share=0.2)),
    ("channel-shift", 4, 4, dict(which=0.5, dx=2.4, dy=-1.6)),
    ("gaussian-blur", 4, 7, dict(sigma=1.5)),
    ("disc-defocus", 3, 5, dict(radius=3)),
    ("motion-blur", 3, 5, dict(length=7, angle=30)),
    ("down-and-up", 3, 4, dict(block=4)),
    ("sharpen", 3, 7, dict(strength=0.8, sigma=1.5)),
    ("gaussian-noise", 1, 0, dict(sigma=0.05)),
    ("poisson-noise", 1, 0, dict(photons=200)),
    ("salt-and-pepper", 1, 0, dict(share=0.1)),
    ("jpeg", 1, 0, dict(quality=40, strength=1)),
    ("cutout", 3, 0, dict(side=0.25, x=ANY, y=ANY, fill=0.3)),
    ("cutout", 3, 0, dict(side=0.25, x=38 / 96, y=58 / 96, fill=0.3)),
    ("grid-mask", 3, 0, dict(side=0.5, period=0.25, x=0, y=0, fill=0)),
    ("debris", 3, 0, dict(count=3, radius=6, strength=0.4)),
    ("crop-with-cell", 3, 0, dict(hold=0.7, dark=0)),
]


def program(*args):
    return subprocess.run([BINARY, *args], capture_output=True, text=True)


def recipe(folder, kind, channels, settings):
    """A recipe of one step, applied to every version."""
    def word(v):
        return f"{{ {v[0]} = [{v[1]}, {v[2]}] }}" if isinstance(v, tuple) else repr(float(v))

    lines = ["format = 1", f'name = "{kind}"', "[input]", f"size = {N}", "[input.window]", 'rule = "fixed"',
             f"channels = [{', '.join(['[0, 65535]'] * channels)}]", "[[step]]", f'kind = "{kind}"', "probability = 1.0"]
    lines += [f"{name} = {word(value)}" for name, value in settings.items()]
    path = f"{folder}/recipe.toml"
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")
    return path


def ours(folder, path, channels, count=1):
    """Random versions by the program."""
    os.makedirs(f"{folder}/data/cells")
    values = PICTURES[channels]
    if channels == 3:
        cv2.imwrite(f"{folder}/data/cells/0.png", values.transpose(1, 2, 0)[..., ::-1])
    elif channels == 1:
        cv2.imwrite(f"{folder}/data/cells/0.png", values[0])
    else:
        tifffile.imwrite(f"{folder}/data/cells/0.tif", values, imagej=True, metadata={"axes": "CYX"})
    done = program("views", f"{folder}/data", "--pipeline", path, "--out", f"{folder}/out", "--count", str(count))
    if done.returncode:
        sys.exit(f"{path}: {done.stderr}")
    names = sorted(n for n in os.listdir(f"{folder}/out") if n.endswith("_v0.tif"))
    return tifffile.imread(f"{folder}/out/{names[0]}").astype(np.float64).reshape(channels, N, N)


def module(path):
    spec = importlib.util.spec_from_file_location("exported", path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def by_albumentations(path, values):
    """The picture through the file that was exported."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", message=".*(special case|Error fetching).*")
        pipe = A.load(path)
    out = pipe(image=np.ascontiguousarray(values.transpose(1, 2, 0), dtype=np.float32))["image"]
    return np.atleast_3d(out).transpose(2, 0, 1).astype(np.float64).clip(0, 1)


def by_torchvision(path, values):
    return module(path).build(N)(torch.from_numpy(values.astype(np.float32))).numpy().astype(np.float64)


def by_kornia(path, values):
    with torch.no_grad():
        return module(path).build(N)(torch.from_numpy(values.astype(np.float32))[None])[0].numpy().astype(np.float64)


LIBRARIES = {"albumentations": ("Albumentations", "json", by_albumentations), "torchvision": ("torchvision", "py", by_torchvision),
             "kornia": ("Kornia", "py", by_kornia)}


def stated():
    """By library and kind, the agreement that the documentation states."""
    found, section = {}, None
    for line in open(f"{ROOT}/docs/exports-recipes.md"):
        if line.startswith("### "):
            section = line[4:].strip()
        row = re.match(r"\| `([a-z-]+)` \| .*? \| (same pixels|within [\d.]+|mean and spread within [\d.]+|alike) \|", line)
        if row:
            found[section, row[1]] = row[2]
    return found


def figure(kind, agreement, mine, theirs, before, margin, drawn):
    """How far apart two versions are, in 255ths; None where only their kind is the same."""
    if agreement == "alike":
        return None
    if kind == "shuffle-channels":
        key = lambda v: sorted(map(tuple, v.reshape(len(v), -1)))
        mine, theirs = (np.array(key(np.round(v * 65535))) / 65535 for v in (mine, theirs))
    if kind == "eight-symmetries" and drawn:
        # Which of the eight is drawn there.
        turned = [np.rot90(v, k, (1, 2)) for v in (before, before[:, :, ::-1]) for k in range(4)]
        mine = min(turned, key=lambda v: np.abs(v - theirs).mean())
    if kind == "cutout" and drawn:
        return 0.0
    if kind == "drop-channel":
        # Which channel is drawn there; it must be one, and the others must be as they were.
        gone = [c for c in range(len(theirs)) if not theirs[c].any()]
        mine = before.copy()
        mine[gone[:1]] = 0
    if agreement.startswith("mean"):
        added = [v - before for v in (mine, theirs)]
        return 255 * max(abs(added[0].mean() - added[1].mean()), abs(added[0].std() - added[1].std()))
    if margin:
        mine, theirs = (v[:, margin:-margin, margin:-margin] for v in (mine, theirs))
    apart = np.abs(mine - theirs)
    # 16 bits of the files that hold our versions, and half of a bit of 32-bit numbers, are no difference.
    return 255 * (apart.max() if agreement == "same pixels" else apart.mean())


def steps():
    table, compared, worst = stated(), {name: set() for name in LIBRARIES}, {}
    for kind, channels, margin, settings in CASES:
        before = PICTURES[channels] / 65535
        with tempfile.TemporaryDirectory() as folder:
            path = recipe(folder, kind, channels, settings)
            mine = None
            for target, (library, ending, run) in LIBRARIES.items():
                words = f"{library}: {kind} {settings}"
                agreement = table.get((library, kind))
                out = f"{folder}/{target}.{ending}"
                done = program("export", path, "--to", target, "--out", out)
                refused = done.returncode != 0 or "not exported" in done.stderr
                if agreement is None:
                    check(refused, f"{words} is refused, as documented")
                    continue
                if refused:
                    # Of a mapped kind, settings that cannot be said there: only where others of it can.
                    continue
                compared[target].add(kind)
                try:
                    torch.manual_seed(1)
                    theirs = run(out, before)
                except Exception as error:
                    check(False, f"{words} runs: {type(error).__name__}: {error}")
                    continue
                good = theirs.shape == before.shape and np.isfinite(theirs).all()
                check(good, f"{words} gives a picture of the same shape")
                if agreement == "alike" or not good:
                    continue
                if mine is None:
                    mine = ours(folder, path, channels)
                apart = figure(kind, agreement, mine, theirs, before, margin, any(isinstance(v, tuple) for v in settings.values()))
                bound = 0.01 if agreement == "same pixels" else float(agreement.split()[-1])
                worst[target] = max(worst.get(target, 0), apart / bound)
                check(apart <= bound, f"{words}: {apart:.3f} of 255 apart ({agreement})", always=True)
    for target, (library, *_) in LIBRARIES.items():
        mapped = {kind for (name, kind) in table if name == library}
        left = sorted(mapped - compared[target])
        check(not left, f"{library}: {len(mapped)} mapped transforms ran; not compared: {left}", always=True)


def plain(value):
    return json.loads(json.dumps(value))


def presets():
    names = sorted(name[:-5] for name in os.listdir(f"{ROOT}/assets/presets"))
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            for ending in ("json", "yaml"):
                out = f"{folder}/{name}.{ending}"
                done = program("export", name, "--to", "albumentations", "--out", out, "--partial", "--force")
                check(done.returncode == 0, f"{name} to albumentations: {done.stderr}")
                with open(out) as file:
                    written = json.load(file) if ending == "json" else yaml.safe_load(file)
                with warnings.catch_warnings():
                    warnings.simplefilter("error")
                    pipe = A.load(out, data_format=ending)
                check(plain(pipe.to_dict()) == plain(written), f"{name}.{ending}: to_dict after loading is what was written")
            for target, make in (("torchvision", torchvision_runs), ("kornia", kornia_runs)):
                out = f"{folder}/{name.replace('-', '_')}_{target}.py"
                done = program("export", name, "--to", target, "--out", out)
                check(done.returncode == 0, f"{name} to {target}: {done.stderr}")
                if "not exported" in done.stderr:
                    try:
                        module(out).build(64)
                        check(False, f"{name} to {target}: build() raises for what was not exported")
                    except NotImplementedError as error:
                        check("not exported" in str(error), f"{name} to {target}: {error}")
                    program("export", name, "--to", target, "--out", out, "--partial", "--force")
                make(name, module(out))
            for target in ("solo-learn", "lightly"):
                out = f"{folder}/{name}.{'yaml' if target == 'solo-learn' else 'py'}"
                done = program("export", name, "--to", target, "--out", out, "--force")
                if done.returncode:
                    check(done.returncode == 2 and "--partial" in done.stderr, f"{name} to {target}: {done.stderr}")
                    done = program("export", name, "--to", target, "--out", out, "--partial", "--force")
                check(done.returncode == 0, f"{name} to {target}: {done.stderr}")
                with open(out) as file:
                    made = yaml.safe_load(file) if target == "solo-learn" else compile(file.read(), out, "exec")
                check(bool(made), f"{name} to {target} is read")
                done = program("import", out, "--out", f"{folder}/back.toml", "--force")
                check(done.returncode == 0, f"{name} from {target}: {done.stderr}")
    print(f"        {len(names)} presets in five forms")


def torchvision_runs(name, made):
    for channels in range(1, 6):
        for size in (64, 90):
            first, second = made.TwoViews(64)(torch.rand(channels, size, size + 7))
            good = all(v.shape == (channels, 64, 64) and 0 <= v.min() and v.max() <= 1 for v in (first, second))
            check(good, f"{name} by torchvision on {channels} channels")


def kornia_runs(name, made):
    text = open(made.__file__).read()
    colours = "ColorJitter" in text or "RandomGrayscale" in text
    for channels in range(1, 6):
        if (colours and channels != 3) or (channels == 1 and "ChannelDropout" in text):
            continue
        first, second = made.TwoViews(64)(torch.rand(4, channels, 90, 97))
        good = all(v.shape == (4, channels, 64, 64) and 0 <= v.min() and v.max() <= 1 for v in (first, second))
        check(good, f"{name} by Kornia on {channels} channels")
        small = made.build(12)(torch.rand(4, channels, 30, 30))
        check(small.shape == (4, channels, 12, 12), f"{name} by Kornia at a smaller size than the recipe's")


def back():
    """What leaves as Albumentations' file and comes in again leaves as the same file."""
    with tempfile.TemporaryDirectory() as folder:
        count = 0
        for kind, channels, _, settings in CASES:
            path = recipe(folder, kind, channels, settings)
            if settings == dict(dx=0.0, dy=0.0):
                continue  # to move nothing is no step
            first, again = f"{folder}/first.json", f"{folder}/again.json"
            if program("export", path, "--to", "albumentations", "--out", first, "--force").returncode:
                continue
            done = program("import", first, "--out", f"{folder}/back.toml", "--force")
            done2 = program("export", f"{folder}/back.toml", "--to", "albumentations", "--out", again, "--force")
            if done.returncode or done2.returncode:
                check(False, f"{kind} there and back: {done.stderr} {done2.stderr}")
                continue
            a, b = (json.load(open(p))["transform"]["transforms"] for p in (first, again))
            if settings == dict(symmetry=0):
                # To change nothing is no step.
                a = [step for step in a if step["__class_fullname__"] != "NoOp"]
            count += same_file(a, b)
            check(same_file(a, b), f"{kind} {settings} there and back:\n  {a}\n  {b}")
        check(count > 40, f"{count} steps came back from Albumentations' file as they had left", always=True)


def same_file(a, b):
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same_file(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same_file(x, y) for x, y in zip(a, b))
    if isinstance(a, float) or isinstance(b, float):
        return abs(a - b) < 1e-9
    return a == b


print(f"albumentations {A.__version__}, torchvision {torchvision.__version__}, kornia {kornia.__version__}, torch {torch.__version__}")
torch.manual_seed(0)
steps()
presets()
back()
print(f"{len(missed)} missed")
sys.exit(1 if missed else 0)
