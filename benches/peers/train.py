#!/usr/bin/env python3
"""Training steps a second, ours and PyTorch's in turns in one run, with ratios.

    python benches/peers/train.py --peer PEER_SCRIPT [--ours target/release/augscope] [--case conv4-64] [--rounds 3]

Rounds alternate between ours and each mode of the peer, so that whatever else the machine does hits all alike; the
ratio of a round is ours over the peer of the same round, and the median of the rounds is printed. `faster` is the
faster of PyTorch's two float32 modes (default and channels_last) in each round. Memory: peak of the whole process.
"""
import argparse, json, resource, statistics, subprocess, sys

CASES = ["conv4-64", "r18c-32", "r18c-64", "r18i-96"]
# Bars: times the faster float32 mode.
BARS = {"conv4-64": 1.4, "r18c-32": 1.1, "r18c-64": 1.1, "r18i-96": 1.1}


def run(command):
    """The last JSON document a command prints, and the peak memory of its process in MB."""
    code = ("import resource,subprocess,sys\n"
            "p=subprocess.run(sys.argv[1:],capture_output=True,text=True)\n"
            "sys.stderr.write(p.stderr if p.returncode else '')\n"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss/1024)\n"
            "print(p.stdout)\n"
            "sys.exit(p.returncode)")
    done = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
    peak, text = done.stdout.split("\n", 1)
    return json.loads(text.strip().splitlines()[-1]), float(peak)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--peer", default="../shared/bench/peer_train_torch.py")
    ap.add_argument("--ours", default="target/release/augscope")
    ap.add_argument("--case", action="append", choices=CASES)
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--repeats", type=int, default=5)
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--modes", default="float32,channels_last", help="add bf16 for the stretch goal")
    a = ap.parse_args()
    modes = a.modes.split(",")
    missed = []
    for case in a.case or CASES:
        rounds = []
        for index in range(a.rounds):
            ours, peak = run([a.ours, "bench", "train", "--case", case, "--repeats", str(a.repeats), "--threads", str(a.threads), "--json"])
            found = {"ours": (ours["cases"][0]["images_per_s"], peak, ours["cases"][0]["cpu_s_per_step"])}
            for mode in modes:
                line, peak = run([sys.executable, a.peer, "--case", case, "--mode", mode, "--repeats", str(a.repeats), "--threads", str(a.threads)])
                found[mode] = (line["images_per_s_median"], peak, line["cpu_s_per_step"])
            rounds.append(found)
            print(f"{case} round {index + 1}: " + ", ".join(f"{k} {r:.1f} images/s ({p:.0f} MB, {c:.2f} CPU s a step)" for k, (r, p, c) in found.items()), flush=True)
        for mode in modes:
            print(f"{case}: {statistics.median(r['ours'][0] / r[mode][0] for r in rounds):.2f} x PyTorch {mode}")
        faster = statistics.median(r["ours"][0] / max(r[m][0] for m in modes if m != "bf16") for r in rounds)
        memory = statistics.median(r["ours"][1] / min(r[m][1] for m in modes if m != "bf16") for r in rounds)
        met = faster >= BARS[case] and memory <= 1
        print(f"{'met   ' if met else 'MISSED'}  {case}: {faster:.2f} x the faster float32 mode (at least {BARS[case]}), memory {memory:.2f} x (at most 1)", flush=True)
        if not met:
            missed.append(case)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
