"""What the scripts about runs share: the program, tiny cells, and what a run has left behind."""
import hashlib
import json
import os
import pathlib
import signal
import struct
import subprocess
import time


def program():
    """The program under test: a release build, or what AUGSCOPE_BINARY names."""
    named = os.environ.get("AUGSCOPE_BINARY")
    if named:
        return os.path.abspath(named)
    root = pathlib.Path(__file__).resolve().parents[2]
    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=root, check=True)
    return str(root / "target/release/augscope")


def tiny_cells(binary, folder, per_class=8):
    """Simulated cells for runs of seconds."""
    subprocess.run([binary, "simulate", str(folder), "--per-class", str(per_class), "--size", "40"],
                   check=True, stdout=subprocess.DEVNULL)
    return folder


def objectives(binary, cells, base):
    """Names of the learning methods that the program has, as it lists them itself."""
    said = subprocess.run([binary, "train", str(cells), "--pipeline", "nuisance-only", "--run",
                           str(base / "none"), "--objective", "?"], capture_output=True, text=True)
    return [name.strip() for name in said.stderr.strip().split("learning methods are ")[1].split(",")]


def arguments(cells, run, *more, size=16, batch=16):
    """The command of a tiny run; what stands in `more` wins."""
    return ["train", str(cells), "--pipeline", "nuisance-only", "--group", "well", "--run", str(run), "--size",
            str(size), "--batch", str(batch), "--threads", "2", "--set", "probe_every=0", *map(str, more)]


def start(binary, args, **how):
    return subprocess.Popen([binary, *args], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **how)


def events(run):
    """All whole events of a run."""
    found = []
    try:
        lines = (run / "events.jsonl").read_bytes().split(b"\n")
    except OSError:
        return found
    for line in lines:
        try:
            found.append(json.loads(line))
        except ValueError:
            pass
    return found


def steps_done(run):
    """The newest step that a run tells of. Reads the end of its events only."""
    try:
        with open(run / "events.jsonl", "rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - 4096))
            lines = file.read().split(b"\n")
    except OSError:
        return 0
    for line in reversed(lines):
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if event.get("event") == "step":
            return event["step"]
    return 0


def curves(run):
    """Loss, terms and rate of every step, and the means of every epoch; the last word counts, since a run that
    goes on does the steps after its checkpoint again."""
    points = {}
    for event in events(run):
        if event["event"] == "step":
            points["step", event["step"]] = [event["loss"], event["terms"], event["learning_rate"]]
        elif event["event"] == "epoch":
            points["epoch", event["epoch"]] = [event["loss"], event["spread"], event["rank"]]
    return points


def weights(run):
    """A hash of the encoder's values; words in the file's header are left out."""
    bytes_ = (run / "encoder.safetensors").read_bytes()
    length = struct.unpack("<Q", bytes_[:8])[0]
    header = json.loads(bytes_[8:8 + length])
    header.pop("__metadata__", None)
    return hashlib.sha256(json.dumps(header, sort_keys=True).encode() + bytes_[8 + length:]).hexdigest()


def loadable(file):
    """Whether a checkpoint is whole: its length is what its header says."""
    bytes_ = file.read_bytes()
    if len(bytes_) < 8:
        return False
    length = struct.unpack("<Q", bytes_[:8])[0]
    try:
        header = json.loads(bytes_[8:8 + length])
    except ValueError:
        return False
    ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
    return len(bytes_) == 8 + length + max(ends, default=0)


def checkpoints(run):
    return sorted((run / "checkpoints").glob("step-*.safetensors"))


def kill(child):
    child.send_signal(signal.SIGKILL)
    child.communicate()


def wait_for(done, seconds=120, child=None):
    """True once `done`; False when the time is over or the child has ended."""
    end = time.time() + seconds
    while time.time() < end:
        if done():
            return True
        if child is not None and child.poll() is not None:
            return bool(done())
        time.sleep(0.001)
    return False


class Table:
    """Lines of what was met and what was missed."""

    def __init__(self):
        self.missed = 0

    def line(self, met, words):
        self.missed += not met
        print(f"{'met   ' if met else 'MISSED'}  {words}", flush=True)

    def code(self):
        return 1 if self.missed else 0
