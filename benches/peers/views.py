#!/usr/bin/env python3
"""Random versions a second on the processor, ours and those of torchvision, Kornia and Albumentations, in turns.

    python benches/peers/views.py --ours target/release/augscope [--rounds 5] [--threads 2] [--kernel 7]

One recipe: random resized crop (area 0.4 to 1), flip, rotation by any angle, brightness and contrast, Gaussian blur
(sigma 0.1 to 2), from pictures of 96 x 96 x 3 in memory to 64 x 64 x 3, float32, every version with its own draws.
Every peer gets its fastest way on the same number of threads: torchvision draws once a call, so it is called once a
picture, in one process a thread; Kornia draws for each picture of a batch, in one process with all threads or in one
process a thread, whichever is faster; Albumentations takes one picture a call, in one process a thread. The blur's
kernel is SimCLR's, a tenth of the height (7 pixels) for torchvision and Kornia, which is less work than ours, that
goes to 4 sigma. The ratio of a round is ours over the fastest float32 peer of the same round; the median counts.
Then the outputs are compared: mean, and spread within a picture, inside the circle that no rotation leaves.
"""
import argparse, json, multiprocessing, os, statistics, subprocess, sys, tempfile, time
import numpy as np

SOURCE, SIZE, BATCH = 96, 64, 128
BAR = 3.0


def pictures(count=64, seed=3):
    """Blobs and waves on a tilted background with noise, float32 (n, 3, 96, 96), on the grid of 16-bit numbers."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:SOURCE, 0:SOURCE] / SOURCE
    out = np.empty((count, 3, SOURCE, SOURCE))
    for picture in out:
        cx, cy, r = rng.uniform(0.35, 0.65), rng.uniform(0.35, 0.65), rng.uniform(0.12, 0.25)
        for channel in picture:
            blob = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * r * r))
            wave = np.sin(rng.uniform(10, 30) * x + rng.uniform(10, 30) * y)
            channel[:] = 0.25 + 0.1 * x + 0.35 * blob + 0.08 * wave + rng.normal(0, 0.03, x.shape)
    return (np.round(out.clip(0, 1) * 65535) / 65535).astype(np.float32)


def torchvision_way(kernel, threads):
    import torch
    from torchvision.transforms import v2
    torch.set_num_threads(threads)
    chain = v2.Compose([
        v2.RandomResizedCrop(SIZE, scale=(0.4, 1.0), ratio=(3 / 4, 4 / 3), antialias=True),
        v2.RandomHorizontalFlip(0.5),
        v2.RandomRotation(180, interpolation=v2.InterpolationMode.BILINEAR),
        v2.ColorJitter(brightness=0.4, contrast=0.4),
        v2.GaussianBlur(kernel, (0.1, 2.0)),
    ])
    data = torch.from_numpy(pictures())
    return lambda at: chain(data[at % len(data)])[None], 1


def kornia_way(kernel, threads):
    import torch
    import kornia.augmentation as K
    torch.set_num_threads(threads)
    chain = K.AugmentationSequential(
        K.RandomResizedCrop((SIZE, SIZE), scale=(0.4, 1.0), ratio=(3 / 4, 4 / 3), p=1.0),
        K.RandomHorizontalFlip(0.5),
        K.RandomRotation(180.0, p=1.0),
        K.ColorJitter(0.4, 0.4, 0.0, 0.0, p=1.0),
        K.RandomGaussianBlur((kernel, kernel), (0.1, 2.0), p=1.0),
        data_keys=["input"], same_on_batch=False)
    data = torch.from_numpy(np.concatenate([pictures(), pictures()]))[:BATCH]

    def one(_):
        with torch.no_grad():
            return chain(data)
    return one, len(data)


def albumentations_way(dtype):
    def way(_kernel, _threads):
        os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"
        import albumentations as A
        import cv2
        cv2.setNumThreads(0)
        chain = A.Compose([
            A.RandomResizedCrop(size=(SIZE, SIZE), scale=(0.4, 1.0), ratio=(3 / 4, 4 / 3), p=1.0),
            A.HorizontalFlip(p=0.5),
            A.Rotate(limit=(-180, 180), border_mode=cv2.BORDER_CONSTANT, fill=0, p=1.0),
            A.RandomBrightnessContrast(brightness_limit=0.4, contrast_limit=0.4, brightness_by_max=False, p=1.0),
            A.GaussianBlur(blur_limit=0, sigma_limit=(0.1, 2.0), p=1.0),
        ])
        data = np.ascontiguousarray(pictures().transpose(0, 2, 3, 1))
        if dtype == "u8":
            data = np.round(data * 255).astype(np.uint8)
        return lambda at: chain(image=data[at % len(data)])["image"].transpose(2, 0, 1)[None], 1
    return way


# Name, how it is made, float32 or not, threads of a process (0: all threads in one process).
PEERS = [
    ("torchvision", torchvision_way, True, 1),
    ("kornia, all threads", kornia_way, True, 0),
    ("kornia, a process a thread", kornia_way, True, 1),
    ("albumentations float32", albumentations_way("float32"), True, 1),
    ("albumentations u8", albumentations_way("u8"), False, 1),
]


def serve(pipe, number, kernel, threads):
    """A worker process: makes versions for some seconds whenever it is asked to, or hands some over."""
    import random
    random.seed(number)
    np.random.seed(os.getpid() % 2**31)
    one, per_call = PEERS[number][1](kernel, threads)
    for at in range(3):
        one(at)
    pipe.send("ready")
    while True:
        order, amount = pipe.recv()
        if order == "time":
            began, calls = time.perf_counter(), 0
            while time.perf_counter() - began < amount:
                one(calls)
                calls += 1
            pipe.send(calls * per_call / (time.perf_counter() - began))
        elif order == "show":
            shown = [np.asarray(one(at), dtype=np.float64) for at in range(max(amount // per_call, 1))]
            pipe.send(np.concatenate(shown) / (255 if shown[0].max() > 2 else 1))
        else:
            return


class Peer:
    def __init__(self, number, kernel, threads):
        self.name, _, self.float32, each = PEERS[number]
        context = multiprocessing.get_context("spawn")
        self.pipes, self.processes = [], []
        for _ in range(threads if each else 1):
            here, there = context.Pipe()
            process = context.Process(target=serve, args=(there, number, kernel, each or threads), daemon=True)
            process.start()
            self.pipes.append(here)
            self.processes.append(process)
        for pipe in self.pipes:
            pipe.recv()

    def rate(self, seconds):
        for pipe in self.pipes:
            pipe.send(("time", seconds))
        return sum(pipe.recv() for pipe in self.pipes)

    def show(self, amount):
        self.pipes[0].send(("show", amount))
        return self.pipes[0].recv()

    def end(self):
        for pipe, process in zip(self.pipes, self.processes):
            pipe.send(("end", 0))
            process.join()


def our_rate(binary, recipe, threads):
    done = subprocess.run([binary, "bench", "views", "--pipeline", recipe, "--threads", str(threads), "--json"],
                          capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{binary} bench views failed:\n{done.stderr}")
    return json.loads(done.stdout)["cases"][0]["images_per_s"]


def our_versions(binary, recipe, epochs):
    """Versions of the same pictures by `augscope views`, float32."""
    import cv2
    shown = []
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(f"{folder}/data/cells")
        for number, picture in enumerate(pictures()):
            bgr = np.round(picture.transpose(1, 2, 0)[..., ::-1] * 65535).astype(np.uint16)
            cv2.imwrite(f"{folder}/data/cells/{number:03}.png", bgr)
        for epoch in range(epochs):
            out = f"{folder}/out{epoch}"
            done = subprocess.run([binary, "views", f"{folder}/data", "--pipeline", recipe, "--size", str(SIZE), "--count",
                                   "1000", "--epoch", str(epoch), "--out", out], capture_output=True, text=True)
            if done.returncode:
                sys.exit(f"{binary} views failed:\n{done.stderr}")
            for name in sorted(os.listdir(out)):
                if name.endswith(".tif"):
                    from PIL import Image
                    pages = Image.open(f"{out}/{name}")
                    planes = []
                    for page in range(getattr(pages, "n_frames", 1)):
                        pages.seek(page)
                        planes.append(np.asarray(pages, dtype=np.float64))
                    shown.append(planes)
    return np.array(shown)


def looks(versions):
    """Mean, and spread within a version, inside the circle."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] - (SIZE - 1) / 2
    inside = x**2 + y**2 <= (0.45 * SIZE) ** 2
    values = versions[:, :, inside]
    return values.mean(), values.std(axis=2).mean()


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--ours", default="target/release/augscope")
    ap.add_argument("--recipe", default="benches/recipes/views-speed.toml")
    ap.add_argument("--rounds", type=int, default=5)
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--seconds", type=float, default=2.0, help="of one peer in one round")
    ap.add_argument("--kernel", type=int, default=7)
    a = ap.parse_args()
    import albumentations, cv2, kornia, torch, torchvision
    print(f"torch {torch.__version__}, torchvision {torchvision.__version__}, kornia {kornia.__version__}, "
          f"albumentations {albumentations.__version__}, opencv {cv2.__version__}; {a.threads} threads", flush=True)
    peers = [Peer(number, a.kernel, a.threads) for number in range(len(PEERS))]
    rounds = []
    for index in range(a.rounds):
        rates = {"ours": our_rate(a.ours, a.recipe, a.threads)}
        rates |= {peer.name: peer.rate(a.seconds) for peer in peers}
        rounds.append(rates)
        print(f"round {index + 1}: " + ", ".join(f"{name} {rate:.0f}" for name, rate in rates.items()) + " images/s", flush=True)
    float32 = [peer.name for peer in peers if peer.float32]
    for name in rounds[0]:
        ratio = statistics.median(r["ours"] / r[name] for r in rounds)
        print(f"{name:28} {statistics.median(r[name] for r in rounds):8.0f} images/s, ours is {ratio:.2f} x")
    ours = looks(our_versions(a.ours, a.recipe, 8))
    print(f"{'ours':28} mean {ours[0]:.4f}, spread {ours[1]:.4f}")
    alike = True
    for peer in peers:
        mean, spread = looks(peer.show(1024))
        same = abs(mean - ours[0]) <= 0.02 and abs(spread / ours[1] - 1) <= 0.15
        alike &= same
        print(f"{peer.name:28} mean {mean:.4f}, spread {spread:.4f}{'' if same else '  NOT ALIKE'}")
        peer.end()
    ratio = statistics.median(r["ours"] / max(r[name] for name in float32) for r in rounds)
    met = ratio >= BAR and alike
    print(f"{'met   ' if met else 'MISSED'}  {ratio:.2f} x the fastest float32 peer (at least {BAR}), outputs {'alike' if alike else 'NOT alike'}")
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
