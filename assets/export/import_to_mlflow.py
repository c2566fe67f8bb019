"""Puts a run of Augscope into MLflow.

    python import_to_mlflow.py [--experiment NAME] [--tracking-uri URI] [FILE]      FILE: run.json beside this script

Without --tracking-uri MLflow takes MLFLOW_TRACKING_URI or its own default. Needs mlflow (or mlflow-skinny).
"""

import argparse
import json
from pathlib import Path

import mlflow
from mlflow.entities import Metric, Param, RunTag

parser = argparse.ArgumentParser()
parser.add_argument("file", nargs="?", type=Path, default=Path(__file__).with_name("run.json"))
parser.add_argument("--experiment", default="augscope")
parser.add_argument("--tracking-uri")
arguments = parser.parse_args()

run = json.loads(arguments.file.read_text(encoding="utf-8"))
client = mlflow.MlflowClient(tracking_uri=arguments.tracking_uri)
experiment = client.get_experiment_by_name(arguments.experiment)
experiment = experiment.experiment_id if experiment else client.create_experiment(arguments.experiment)
created = client.create_run(experiment, start_time=run["start_time"], run_name=run["name"])
identity = created.info.run_id

# The names are such as MLflow takes; the tag augscope.curves says what they were where they had to be changed.
metrics = [Metric(m["key"], m["value"], m["timestamp"], m["step"]) for m in run["metrics"]]
for start in range(0, len(metrics), 500):
    client.log_batch(identity, metrics=metrics[start : start + 500])
params = [Param(key, value[:6000]) for key, value in run["params"].items()]
for start in range(0, len(params), 100):
    client.log_batch(identity, params=params[start : start + 100])
tags = [RunTag(key, str(value)[:5000]) for key, value in run["tags"].items() if value is not None]
client.log_batch(identity, tags=tags)
client.set_terminated(identity, end_time=run["end_time"])
print(f"{run['name']}: {len(metrics)} values in the experiment {arguments.experiment}, run {identity}")
