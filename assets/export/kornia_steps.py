class Fit(torch.nn.Module):
    """Brings pictures to size x size, as the recipe says: crop, pad, stretch or native."""

    def __init__(self, size, fit="crop", border="reflect", value=0.0):
        super().__init__()
        self.size, self.fit, self.border, self.value = size, fit, border, value

    def forward(self, x):
        height, width = x.shape[-2:]
        if self.fit == "stretch":
            height, width = self.size, self.size
        elif self.fit != "native":
            side = min(height, width) if self.fit == "crop" else max(height, width)
            height, width = (max(1, round(v * self.size / side)) for v in (height, width))
        x = functional.interpolate(x, (height, width), mode="bilinear", antialias=True, align_corners=False)
        down, across = max(0, self.size - height), max(0, self.size - width)
        sides = (across // 2, across - across // 2, down // 2, down - down // 2)
        if self.border == "constant":
            x = functional.pad(x, sides, value=self.value)
        elif any(sides):
            x = functional.pad(x, sides, mode="replicate" if self.border != "reflect" else "reflect")
        top, left = (x.shape[-2] - self.size) // 2, (x.shape[-1] - self.size) // 2
        return x[..., top : top + self.size, left : left + self.size]


class Pick(torch.nn.Module):
    """One of its steps for every picture of the batch; each is as likely."""

    def __init__(self, *steps):
        super().__init__()
        self.steps = torch.nn.ModuleList(steps)

    def forward(self, x):
        which = torch.randint(len(self.steps), (len(x),), device=x.device)
        out = torch.empty_like(x)
        for place, step in enumerate(self.steps):
            if (which == place).any():
                out[which == place] = step(x[which == place])
        return out


class Sometimes(torch.nn.Module):
    """All of its steps for a share p of the pictures, or none."""

    def __init__(self, p, *steps):
        super().__init__()
        self.p, self.steps = p, torch.nn.Sequential(*steps)

    def forward(self, x):
        chosen = torch.rand(len(x), device=x.device) < self.p
        out = x.clone()
        if chosen.any():
            out[chosen] = self.steps(x[chosen])
        return out


class End(torch.nn.Module):
    """Cuts values to 0 to 1, once at the end."""

    def forward(self, x):
        return x.clamp(0, 1)
