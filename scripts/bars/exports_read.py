"""The checks of scripts/bars/exports: AUGSCOPE FOLDER-OF-DATA. A line a check; exit status 1 where one fails."""

import importlib.util
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import warnings
import zipfile
import zlib
from pathlib import Path

import numpy as np

BINARY, DATA = os.path.abspath(sys.argv[1]), Path(sys.argv[2]).resolve()
IMAGES, NEAR = 64, 1e-4
INPUTS = {
    "each-image": 'fit = "pad"\nwindow = { rule = "each-image", low = 1, high = 99 }',
    "background": 'fit = "native"\nborder = "background"',
    "constant": 'fit = "native"\nborder = "constant"\nborder_value = 0.25\nwindow = { rule = "bit-depth" }',
    "stretch": 'fit = "stretch"\nborder = "edge"',
}
failed = []


def line(good, words):
    print(("ok    " if good else "FAIL  ") + words, flush=True)
    if not good:
        failed.append(words)


def near(found, wanted, words):
    """Largest difference; the embeddings must not all be zero."""
    found, wanted = np.asarray(found), np.asarray(wanted)
    far = float(np.abs(found - wanted).max()) if found.shape == wanted.shape else float("inf")
    line(far < NEAR and np.abs(wanted).max() > 0.01, f"{words}: {len(wanted)} images, largest difference {far:.1e}")


def augscope(*args):
    done = subprocess.run([BINARY, *map(str, args)], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"augscope {' '.join(map(str, args))}\n{done.stderr}")
    return done.stdout


def export(run, target, out):
    augscope("export", run, "--to", target, "--out", out)
    return out


def module(path):
    """A Python file as a module."""
    spec = importlib.util.spec_from_file_location(f"load_{time.monotonic_ns()}", path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def some_images(source, to, per_class):
    """A data set of the first images of every class, since debug builds are slow."""
    for folder in sorted(p for p in source.iterdir() if p.is_dir()):
        files = sorted(p for p in folder.iterdir() if p.suffix in (".png", ".jpg", ".tif", ".tiff"))
        for file in files[:per_class]:
            (to / folder.name).mkdir(parents=True, exist_ok=True)
            shutil.copy(file, to / folder.name)
    return to


def networks(base, cells, name, more, pipeline="nuisance-only"):
    """An encoder in torchvision, timm and onnxruntime."""
    import onnx
    import onnxruntime
    import pandas

    run = base / name
    augscope("train", cells, "--pipeline", pipeline, "--run", run, "--epochs", 1, "--batch", 32,
             "--set", "probe_every=0", *more)
    table = pandas.read_parquet(run / "embeddings.parquet")
    step = max(len(table) // IMAGES, 1)
    table = table.iloc[::step][:IMAGES]
    wanted = table[[c for c in table.columns if c[0] == "e" and c[1:].isdigit()]].to_numpy()
    out = export(run, "encoder", base / f"{name}-encoder")
    load = module(out / "load.py")
    model, words = load.load()
    images = [load.read_image(cells / path) for path in table["path"]]
    batch = load.prepare(images, words)
    near(load.embed(model, batch), wanted, f"{name}: load.py, torchvision, strict")
    own, _ = load.load(run / "encoder.safetensors")
    near(load.embed(own, batch), wanted, f"{name}: the run's own encoder.safetensors")
    if words["encoder"] != "convnet":
        near(load.embed(load.load(library="timm")[0], batch), wanted, f"{name}: timm")
    for path in (out / "encoder.safetensors", run / "encoder.safetensors"):
        count = len(load.read(path)[0])
        expected = {"convnet": 24, "vgg13": 70}.get(words["encoder"], 120)
        line(count == expected, f"{name}: {path.parent.name}/{path.name} has {count} tensors")
    path = export(run, "onnx", base / f"{name}.onnx")
    proto = onnx.load(path)
    onnx.checker.check_model(proto, full_check=True)
    line(proto.opset_import[0].version == 17, f"{name}: onnx.checker, opset {proto.opset_import[0].version}")
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    embedding, probabilities = session.run(None, {"images": batch.numpy()})
    near(embedding, wanted, f"{name}: onnxruntime, embedding")
    one = session.run(None, {"images": batch.numpy()[:1]})[0]
    near(one, wanted[:1], f"{name}: onnxruntime, one image")
    said = pandas.read_csv(export(run, "predictions-csv", base / f"{name}-said.csv")).set_index("path").loc[table["path"]]
    classes = [c for c in said.columns if c.startswith("p_")]
    near(probabilities, said[classes].to_numpy(), f"{name}: onnxruntime, probabilities beside predictions-csv")
    package(export(run, "bioimage-io", base / f"{name}.zip"), name)
    return run


OLDER = """
import sys
from bioimageio.spec import load_description_and_validate_format_only
from bioimageio.spec.model import v0_5

summary = load_description_and_validate_format_only(sys.argv[1])
print(v0_5.ModelDescr.implemented_format_version, summary.status)
"""


def declared_version(path, name):
    """A package by the validator of the version that it declares: later ones read it as one of their own version."""
    older = os.environ.get("OLDER_BIOIMAGEIO")
    if not older:
        print("SKIPPED the validator of the declared version: OLDER_BIOIMAGEIO names no Python with bioimageio.spec 0.5.5")
        return
    done = subprocess.run([older, "-c", OLDER, str(path)], capture_output=True, text=True)
    said = (done.stdout.strip().splitlines() or [done.stderr.strip()[-300:]])[-1]
    with zipfile.ZipFile(path) as package:
        declared = next(x for x in package.read("rdf.yaml").decode().splitlines() if x.startswith("format_version:"))
    declared = declared.split('"')[1]
    line(said in (f"{declared} passed", f"{declared} valid-format"), f"{name}: declares {declared}; its validator: {said}")


def package(path, name):
    """A package of the zoo by its own validator, and its test tensors through onnxruntime."""
    import onnxruntime
    from bioimageio.spec import load_description_and_validate_format_only, load_model_description

    declared_version(path, name)
    model = load_model_description(path, format_version="latest")
    summary = load_description_and_validate_format_only(path)
    line(summary.status in ("passed", "valid-format"), f"{name}: bioimageio.spec says {summary.status}")
    with tempfile.TemporaryDirectory() as place:
        zipfile.ZipFile(path).extractall(place)
        values = np.load(Path(place) / "test-input.npy")
        for step in model.inputs[0].preprocessing:
            if step.id == "scale_linear":
                shape = (1, -1, 1, 1)
                values = values * np.reshape(step.kwargs.gain, shape) + np.reshape(step.kwargs.offset, shape)
            elif step.id == "clip":
                values = values.clip(step.kwargs.min, step.kwargs.max)
        session = onnxruntime.InferenceSession(Path(place) / "model.onnx", providers=["CPUExecutionProvider"])
        outputs = session.run(None, {"images": values.astype(np.float32)})
        near(outputs[0], np.load(Path(place) / "test-output.npy"), f"{name}: test-output.npy of the package")
        near(outputs[1], np.load(Path(place) / "test-probabilities.npy"), f"{name}: test-probabilities.npy")


def png_of_16_bits(picture, kind):
    """A PNG of the colour type `kind`, whose pictures of 16 bits Pillow does not write."""
    chunk = lambda name, body: struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    header = struct.pack(">IIBBBBB", picture.shape[1], picture.shape[0], 16, kind, 0, 0, 0)
    lines = b"".join(b"\0" + row.astype(">u2").tobytes() for row in picture)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def refused_or_told(base, run):
    """What load.py cannot read rightly it refuses, and what was done to images before it names."""
    out = export(run, "encoder", base / "reading")
    load = module(out / "load.py")
    colour = (np.arange(16 * 16 * 3) * 85).astype(np.uint16).reshape(16, 16, 3)
    for name, kind, picture, good in (("rgb", 2, colour, False), ("rgba", 6, np.dstack([colour, colour[..., 0]]), False),
                                      ("grey-alpha", 4, colour[..., :2], False), ("grey", 0, colour[..., 0], True)):
        path = base / f"{name}-16-bit.png"
        path.write_bytes(png_of_16_bits(picture, kind))
        try:
            found = bool(np.array_equal(load.read_image(path)[0], picture))
        except ValueError as error:
            found = "16 bits" in str(error) and path.name in str(error)
            line(not good and found, f"load.py refuses a PNG of 16 bits: {name}")
            continue
        line(good and found, f"load.py reads a PNG of 16 bits as it is: {name}")
    words = load.read()[1]
    line(load.not_done(words) == [], "load.py warns of nothing where images were read as they are")
    reading = {"pixel_size_um": 0.5, "z": {"plane": 3}, "t": "each", "turn_by_exif": True, "cells": {"window": 40, "unit": "px"}}
    told = " ".join(load.not_done({"reading": json.dumps(reading)}))
    line(all(word in told for word in ("0.5 micrometres", "plane", "camera", "40 px")), "load.py names what it does not do itself")
    window = json.loads(words["intensity_window"])
    window["rule"] = {"per-group": {"column": "plate", "low": 1.0, "high": 99.0}}
    window["groups"] = {"one": [[0.0, 510.0]] * len(window["channels"])}
    words["intensity_window"] = json.dumps(window)
    image = np.full((len(window["channels"]), 40, 40), 255.0)
    try:
        load.prepare([image], words)
        line(False, "load.py asks for the plate of every image where each had a window of its own")
    except ValueError as error:
        line("plate" in str(error) and "--group" in str(error), "load.py asks for the plate of every image where each had a window of its own")
    middle = load.prepare([image], words, ["one"]).numpy()[0, 0, 20, 20]
    line(abs(middle - 0.5) < 1e-6, "load.py uses the window of the plate")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        load.prepare([image], words, ["another"])
    line(any("another" in str(warning.message) for warning in caught), "load.py warns of a plate that was not in training")


def hyperstack(base, cells):
    """A contact sheet for ImageJ, by tifffile: channels with their names and colours."""
    import tifffile

    out = base / "sheet.tif"
    augscope("views", cells, "--pipeline", "nuisance-only", "--out", out)
    with tifffile.TiffFile(out) as tiff:
        series, about = tiff.series[0], tiff.imagej_metadata
    count = 1 if series.axes == "YX" else series.shape[0]
    labels, tables = about["Labels"], about["LUTs"]
    labels = [labels] if isinstance(labels, str) else list(labels)
    tables = [np.asarray(table) for table in (tables if isinstance(tables, list) else [tables])]
    ends = [tuple(int(v) for v in table[:, -1]) for table in tables]
    good = series.axes in ("CYX", "YX") and series.dtype == np.uint16 and len(labels) == len(tables) == count
    line(good and all(table.shape == (3, 256) and not table[:, 0].any() for table in tables) and len(set(ends)) == count,
         f"tifffile: hyperstack of {count} channels ({', '.join(labels)}), colours {ends}")


def tables(base, run, cells):
    """CSV, Parquet, AnnData and NPY with equal values."""
    import anndata
    import pandas
    import pyarrow.parquet

    own = pandas.read_parquet(run / "embeddings.parquet").set_index("path")
    features = [c for c in own.columns if c[0] == "e" and c[1:].isdigit()]
    wanted = own[features].to_numpy()
    csv = pandas.read_csv(export(run, "embeddings-csv", base / "all.csv"), dtype={f: np.float32 for f in features})
    parquet = pyarrow.parquet.read_table(export(run, "embeddings-parquet", base / "all.parquet")).to_pandas()
    with_path = csv.set_index("path")
    line(np.array_equal(with_path[features].to_numpy(), wanted), "CSV by pandas: equal features")
    line(np.array_equal(parquet[features].to_numpy(), wanted), "Parquet by pyarrow: equal features")
    line(list(csv.columns) == list(parquet.columns), f"the same columns: {', '.join(csv.columns[:5])}, ...")
    data = anndata.read_zarr(export(run, "anndata", base / "all.zarr"))
    line(np.array_equal(data.X, wanted) and data.X.dtype == np.float32, f"AnnData: equal X, {data.X.dtype}")
    line(list(data.obs_names) == list(own.index), "AnnData: the same images")
    line(str(data.obs["class"].dtype) == "category" and list(data.obs["class"]) == list(own["class"]),
         "AnnData: classes are categories")
    scores = data.obsm["X_pca"]
    centred = wanted - wanted.mean(0)
    spread = np.linalg.svd(centred, compute_uv=False)[: scores.shape[1]]
    line(np.allclose(np.linalg.norm(scores, axis=0), spread, rtol=1e-3, atol=1e-4), f"AnnData: X_pca of {scores.shape[1]} components")
    line(np.array_equal(np.load(export(run, "npy", base / "all.npy")), wanted), "NPY: equal values")
    line(list(pandas.read_csv(base / "all.rows.csv")["path"]) == list(own.index), "NPY: the rows are named beside it")
    for ending in ("csv", "parquet", "npy", "zarr"):
        augscope("embed", run, cells, "--out", base / f"new.{ending}")
    new = pandas.read_csv(base / "new.csv").set_index("path").loc[own.index]
    near(new[features].to_numpy(), wanted, "augscope embed gives the run's own images again")
    again = anndata.read_zarr(base / "new.zarr")
    line(again.n_obs == len(pandas.read_csv(base / "new.csv")), f"augscope embed: AnnData of {again.n_obs} images")


def curves(base, cells):
    """TensorBoard's reader, of a file written live over a break, and afterwards; MLflow where it is."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    run = base / "curves"
    common = ["train", cells, "--pipeline", "nuisance-only", "--run", run, "--epochs", 30, "--batch", 32, "--size", 24,
              "--set", "probe_every=1", "--set", "checkpoint_seconds=0"]
    child = subprocess.Popen([BINARY, *map(str, common), "--tensorboard"], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    events = lambda: [json.loads(x) for x in (run / "events.jsonl").read_text().splitlines() if x.endswith("}")]
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and child.poll() is None:
        if (run / "events.jsonl").exists() and any(e["event"] == "checkpoint" for e in events()):
            break
        time.sleep(0.1)
    child.kill()
    line(child.wait() == -9, "a training was killed after its first checkpoint")
    augscope(*common, "--resume")
    wanted = {e["step"]: np.float32(e["loss"]) for e in events() if e["event"] == "step"}
    for words, place in (("live, with a kill between", run), ("afterwards", export(run, "tensorboard", base / "board"))):
        found = EventAccumulator(str(place)).Reload()
        losses = [(e.step, np.float32(e.value)) for e in found.Scalars("loss")]
        line(losses == sorted(wanted.items()), f"tensorboard, {words}: {len(losses)} losses of {len(wanted)} steps")
        tags = found.Tags()["scalars"]
        line({"lr", "probe/acc"} <= set(tags) and any(t.startswith("probe/acc_class/") for t in tags) and any(t.startswith("terms/") for t in tags),
             f"tensorboard, {words}: {len(tags)} curves")
    folder = export(run, "mlflow", base / "mlflow")
    try:
        import mlflow
    except ImportError:
        print("SKIPPED mlflow is not installed")
        return
    uri = f"sqlite:///{base / 'mlflow.db'}" if importlib.util.find_spec("sqlalchemy") else f"file://{base / 'mlruns'}"
    environment = {**os.environ, "MLFLOW_ALLOW_FILE_STORE": "true"}
    done = subprocess.run([sys.executable, folder / "import_to_mlflow.py", "--tracking-uri", uri], capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        line(False, f"mlflow: {done.stderr.strip().splitlines()[-1]}")
        return
    os.environ.update(environment)
    client = mlflow.MlflowClient(tracking_uri=uri)
    experiment = client.get_experiment_by_name("augscope")
    found = client.search_runs([experiment.experiment_id])[0]
    history = client.get_metric_history(found.info.run_id, "loss")
    expected = sum(e["event"] == "step" for e in events())
    line(len(history) == expected and found.data.params["config.encoder"] == "convnet", f"mlflow: {len(history)} losses, {len(found.data.params)} settings")


def starts(base, cells):
    """torchvision's and timm's own weights as a start and something to compare with."""
    import timm
    import torch
    import torchvision
    from safetensors.torch import save_file

    torch.manual_seed(0)
    for name, model in (("torchvision", torchvision.models.resnet18(weights=None)), ("timm", timm.create_model("resnet18"))):
        file = base / f"{name}.safetensors"
        save_file({k: v.contiguous() for k, v in model.state_dict().items()}, file)
        run = base / f"from-{name}"
        report = json.loads(augscope("train", cells, "--pipeline", "nuisance-only", "--run", run, "--encoder", "resnet18-standard",
                                     "--size", 32, "--batch", 32, "--epochs", 1, "--set", "probe_every=0", "--start", file,
                                     "--baseline", file, "--json"))
        notes = " ".join(report["notes"])
        line("120 of 120 tensors taken" in notes and "fc.weight" in notes, f"{name}'s ResNet-18 as a start: {notes[:160]}...")
        line("given" in report["baselines"], f"{name}'s ResNet-18 beside the trained encoder")


with tempfile.TemporaryDirectory(prefix="exports-") as place:
    base = Path(place)
    blood = some_images(DATA / "chula-rbc12", base / "blood", 12)
    run = networks(base, blood, "convnet", ["--size", 40])
    refused_or_told(base, run)
    hyperstack(base, blood)
    tables(base, run, blood)
    curves(base, blood)
    networks(base, blood, "resnet18", ["--encoder", "resnet18", "--size", 32])
    networks(base, blood, "resnet18-standard", ["--encoder", "resnet18-standard", "--size", 64])
    networks(base, blood, "vgg13", ["--encoder", "vgg13", "--size", 32])
    starts(base, blood)
    fields = some_images(DATA / "bbbc013-wortmannin" / "cells", base / "fields", 48)
    networks(base, fields, "two-channels-16-bit", ["--size", 24])
    hyperstack(base, fields)
    # Another way into the view, border and window: load.py does each of them as the program does.
    for name, words in INPUTS.items():
        recipe = base / f"{name}.toml"
        recipe.write_text(f'format = 1\nname = "{name}"\n[input]\n{words}\n[[step]]\nid = "a"\nkind = "flip-horizontal"\n')
        networks(base, fields, name, ["--size", 37], recipe)
print(f"{len(failed)} failed")
sys.exit(1 if failed else 0)
