"""The checks of scripts/bars/exports: AUGSCOPE FOLDER-OF-DATA. A line a check; exit status 1 where one fails."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
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


def package(path, name):
    """A package of the zoo by its own validator, and its test tensors through onnxruntime."""
    import onnxruntime
    from bioimageio.spec import load_description_and_validate_format_only, load_model_description

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
    tables(base, run, blood)
    curves(base, blood)
    networks(base, blood, "resnet18", ["--encoder", "resnet18", "--size", 32])
    networks(base, blood, "resnet18-standard", ["--encoder", "resnet18-standard", "--size", 64])
    networks(base, blood, "vgg13", ["--encoder", "vgg13", "--size", 32])
    starts(base, blood)
    fields = some_images(DATA / "bbbc013-wortmannin" / "cells", base / "fields", 48)
    networks(base, fields, "two-channels-16-bit", ["--size", 24])
    # Another way into the view, border and window: load.py does each of them as the program does.
    for name, words in INPUTS.items():
        recipe = base / f"{name}.toml"
        recipe.write_text(f'format = 1\nname = "{name}"\n[input]\n{words}\n[[step]]\nid = "a"\nkind = "flip-horizontal"\n')
        networks(base, fields, name, ["--size", 37], recipe)
print(f"{len(failed)} failed")
sys.exit(1 if failed else 0)
