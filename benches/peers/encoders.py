#!/usr/bin/env python3
"""Whole encoders against PyTorch: the same weights must give the same embeddings, and the same steps the same losses.

  encoders.py PROGRAM [WAY...]      PROGRAM is the example encoder_steps; WAY: own (the default), portable, cuda, metal

Weights are torchvision's first ones, with scales, shifts and running statistics of batch normalisation moved at random,
so that a mistake there shows. Bars: embeddings of 32 images within 1e-4 of their root mean square; ten losses of SGD,
AdamW and LARS on a fixed batch within 1e-3, relative. AdamW's rate is 1e-4: its first steps follow the signs of gradients,
and at 1e-3 PyTorch's own losses in 32 bits are 3.4e-3 away from those in 64 bits (vgg13). Needs torch and torchvision.
"""
import json, pathlib, struct, subprocess, sys, tempfile

import torch
import torch.nn as nn
import torchvision

IMAGES, STEPS, DECAY = 32, 10, 1e-2
RATES = {"sgd": 0.05, "adamw": 1e-4, "lars": 0.5}


def resnet18(small):
    net = torchvision.models.resnet18()
    net.fc = nn.Identity()
    if small:
        net.conv1, net.maxpool = nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.Identity()
        nn.init.kaiming_normal_(net.conv1.weight, mode="fan_out", nonlinearity="relu")
    return net


def vgg13():
    """torchvision's vgg13_bn with the planes averaged, and without the biases that normalisation takes out again."""
    whole, net = torchvision.models.vgg13_bn(), nn.Module()
    net.features = whole.features
    for layer in net.features:
        if isinstance(layer, nn.Conv2d):
            layer.bias = None
    net.forward = lambda images: net.features(images).mean((2, 3))
    return net


# Name, network, side of the images in pixels.
NETS = [("resnet18", lambda: resnet18(True), 32), ("resnet18-standard", lambda: resnet18(False), 64), ("vgg13", vgg13, 32)]


class Lars(torch.optim.Optimizer):
    """solo-learn's form: clipped, without adaptation or decay for biases and norms."""

    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0, eta=0.02):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay, eta=eta))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                g = p.grad
                if p.dim() > 1:
                    length, slope = p.norm(), g.norm()
                    if length > 0 and slope > 0:
                        scale = group["eta"] * length / (slope + length * group["weight_decay"] + 1e-8)
                        g = (g + p * group["weight_decay"]) * min(scale / group["lr"], 1)
                v = self.state[p].setdefault("v", torch.zeros_like(p))
                v.mul_(group["momentum"]).add_(g)
                p.sub_(v, alpha=group["lr"])


def optimiser(name, net):
    groups = [{"params": [p for p in net.parameters() if p.dim() > 1], "weight_decay": DECAY},
              {"params": [p for p in net.parameters() if p.dim() == 1], "weight_decay": 0.0}]
    kinds = {"sgd": lambda: torch.optim.SGD(groups, lr=RATES[name], momentum=0.9),
             "adamw": lambda: torch.optim.AdamW(groups, lr=RATES[name]), "lars": lambda: Lars(groups, lr=RATES[name])}
    return kinds[name]()


def write(path, tensors, words):
    """A safetensors file; wide values first, so that all lie at multiples of their size."""
    header, data = {"__metadata__": words}, b""
    for name, tensor in sorted(tensors.items(), key=lambda item: -item[1].element_size()):
        values = tensor.detach().contiguous().numpy().tobytes()
        kind = {torch.float32: "F32", torch.int64: "I64"}[tensor.dtype]
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def case(name, build, side, method):
    """What PyTorch makes of a case, and the case as a file for us."""
    torch.manual_seed(7)
    net = build()
    with torch.no_grad():
        for layer in net.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.weight.uniform_(0.5, 1.5), layer.bias.uniform_(-0.3, 0.3)
    images = torch.randn(IMAGES, 3, side, side)
    net.train()
    with torch.no_grad():
        width = net(images + 0.1).shape[1]  # moves the running statistics away from 0 and 1
    target = torch.randn(IMAGES, width)
    tensors = {"images": images, "target": target} | {f"weights.{k}": v.clone() for k, v in net.state_dict().items()}
    words = {"encoder": name, "optimizer": method, "learning_rate": str(RATES[method]), "weight_decay": str(DECAY), "steps": str(STEPS)}
    net.eval()
    with torch.no_grad():
        embeddings = net(images)
    net.train()
    rule, losses = optimiser(method, net), []
    for _ in range(STEPS):
        rule.zero_grad()
        loss = (net(images) - target).square().mean()
        loss.backward()
        rule.step()
        losses.append(loss.item())
    return tensors, words, embeddings, losses


def main():
    program, ways, met = sys.argv[1], sys.argv[2:] or ["own"], True
    torch.set_num_threads(1)  # two threads that wait for each other crawl on a machine with other work
    with tempfile.TemporaryDirectory() as folder:
        question, answer = pathlib.Path(folder, "case.safetensors"), pathlib.Path(folder, "answer.json")
        for name, build, side in NETS:
            for method in RATES:
                tensors, words, embeddings, losses = case(name, build, side, method)
                write(question, tensors, words)
                for way in ways:
                    done = subprocess.run([program, question, answer, way], capture_output=True, text=True)
                    if done.returncode:
                        print(f"MISSED  {name} {method} {way}: {done.stderr.strip()}", flush=True)
                        met = False
                        continue
                    found = json.loads(answer.read_text())
                    off = (torch.tensor(found["embeddings"]) - embeddings).abs().max() / embeddings.square().mean().sqrt()
                    lag = max(abs(a - b) / abs(b) for a, b in zip(found["losses"], losses, strict=True))
                    good = bool(off <= 1e-4 and lag <= 1e-3)
                    met &= good
                    print(f"{'met   ' if good else 'MISSED'}  {name} {method} {way}: embeddings off by {off:.1e} (at most 1e-4), "
                          f"losses {losses[0]:.4f} to {losses[-1]:.4f} off by {lag:.1e} (at most 1e-3)", flush=True)
    sys.exit(0 if met else 1)


main()
