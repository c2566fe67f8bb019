#!/usr/bin/env python3
"""The accuracy peer (a plain PyTorch SimCLR) on the very parts of one of our runs, so that both learn from and are
judged on the same images.

    python benches/peers/accuracy.py PEER_SCRIPT RUN DATA --recipe stain --size 48 --epochs 40 --seed 1 ...

RUN is a finished run folder: its embeddings.parquet names the part of every image. Everything behind DATA goes to the
peer as it is. The peer splits by scikit-learn's StratifiedGroupKFold; here that is replaced by our parts (training
against choose), and all else is the peer's own.
"""
import csv, os, runpy, sys

import numpy as np
import pyarrow.parquet as pq
import sklearn.model_selection

peer, run, data = sys.argv[1:4]
table = pq.read_table(os.path.join(run, "embeddings.parquet")).to_pydict()
part = dict(zip(table["path"], table["split"]))
rows = [r["file"] for r in csv.DictReader(open(os.path.join(data, "labels.csv")))]
name = os.path.basename(os.path.abspath(data))
# Keys are relative to DATA; a table may name files relative to the folder above it.
of = [part.get(f) or part.get(f.removeprefix(name + "/")) or part.get(os.path.join(name, f)) for f in rows]
if not any(of):
    sys.exit("no image of the table is in the run's embeddings")


class OurParts:
    def __init__(self, *_, **__):
        pass

    def split(self, *_):
        yield (np.array([i for i, p in enumerate(of) if p == "train"]), np.array([i for i, p in enumerate(of) if p == "choose"]))


sklearn.model_selection.StratifiedGroupKFold = OurParts
sys.argv = [peer, data, *sys.argv[4:]]
runpy.run_path(peer, run_name="__main__")
