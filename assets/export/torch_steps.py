class Step(torch.nn.Module):
    """Changes a share p of the pictures. A setting is a number, or a word and the numbers of what is drawn from."""

    def __init__(self, p=1.0, **settings):
        super().__init__()
        self.p, self.settings = p, settings

    def draw(self, name, count=1):
        setting = self.settings[name]
        if not isinstance(setting, tuple):
            return torch.full((count,), float(setting))
        word, a, b = setting[:3]
        u = torch.rand(count)
        if word == "uniform":
            return a + (b - a) * u
        if word == "log-uniform":
            return torch.exp(math.log(a) + (math.log(b) - math.log(a)) * u)
        if word == "whole":
            return torch.floor(a + (b - a + 1) * u).clamp(a, b)
        return (a + b * torch.randn(count)).clamp(setting[3], setting[4])

    def one(self, name):
        return float(self.draw(name))

    def each(self, name, x):
        """One number for every channel."""
        return self.draw(name, x.shape[-3])[:, None, None]

    def forward(self, x):
        return self.change(x) if torch.rand(()) < self.p else x

    def extra_repr(self):
        return f"p={self.p}, {self.settings}"


class Fit(torch.nn.Module):
    """Brings a picture to size x size, as the recipe says: crop, pad, stretch or native."""

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
        x = F.resize(x, [height, width], InterpolationMode.BILINEAR, antialias=True)
        down, across = max(0, self.size - height), max(0, self.size - width)
        sides = (across // 2, across - across // 2, down // 2, down - down // 2)
        mode = {"reflect": "symmetric", "constant": "constant"}.get(self.border, "edge")
        if any(sides):
            left, right, top, bottom = sides
            x = F.pad(x, [left, top, right, bottom], fill=self.value if mode == "constant" else 0, padding_mode=mode)
        return F.center_crop(x, [self.size, self.size])


class Pick(torch.nn.Module):
    """Lets so many of its steps be applied, in order; each is as likely."""

    def __init__(self, count, *steps):
        super().__init__()
        self.count, self.steps = count, torch.nn.ModuleList(steps)

    def forward(self, x):
        for place in sorted(torch.randperm(len(self.steps))[: self.count].tolist()):
            x = self.steps[place](x)
        return x


class End(torch.nn.Module):
    """Cuts values to 0 to 1, once at the end."""

    def forward(self, x):
        return x.clamp(0, 1)


class Move(Step):
    """Moves pixels by a matrix about the middle, between four pixels; the border rule says what lies beyond."""

    def matrix(self):
        raise NotImplementedError

    def moved(self, x, matrix, dx=0.0, dy=0.0):
        height, width = x.shape[-2:]
        back = torch.linalg.inv(torch.tensor(matrix, dtype=torch.float64))
        down = torch.arange(height, dtype=torch.float64) - (height - 1) / 2 - dy * height
        across = torch.arange(width, dtype=torch.float64) - (width - 1) / 2 - dx * width
        y, z = torch.meshgrid(down, across, indexing="ij")
        at_x, at_y = back[0, 0] * z + back[0, 1] * y, back[1, 0] * z + back[1, 1] * y
        grid = torch.stack([2 * at_x / width, 2 * at_y / height], dim=-1)[None].to(x.dtype)
        border = self.settings.get("border", "reflect")
        if border == "background":
            rim = torch.cat([x[..., 0, :], x[..., -1, :], x[..., 1:-1, 0], x[..., 1:-1, -1]], dim=-1)
            beyond = rim.median(dim=-1).values[..., None, None]
        else:
            beyond = self.settings.get("value", 0.0)
        mode = {"reflect": "reflection", "edge": "border"}.get(border, "zeros")
        return functional.grid_sample((x - beyond)[None], grid, padding_mode=mode, align_corners=False)[0] + beyond

    def change(self, x):
        return self.moved(x, self.matrix())


class CentreZoom(Move):
    def matrix(self):
        k = self.one("magnification")
        return [[k, 0.0], [0.0, k]]


class Translate(Move):
    def change(self, x):
        return self.moved(x, [[1.0, 0.0], [0.0, 1.0]], self.one("dx"), self.one("dy"))


class Affine(Move):
    def matrix(self):
        k, a = self.one("factor"), math.radians(self.one("angle"))
        b, c = (math.tan(math.radians(self.one(name))) for name in ("shear_across", "shear_down"))
        cos, sin = k * math.cos(a), k * math.sin(a)
        return [[cos + sin * c, cos * b + sin], [cos * c - sin, cos - sin * b]]


class Rotate(Move):
    def matrix(self):
        a = math.radians(self.one("angle"))
        return [[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]]


class Scale(Move):
    def matrix(self):
        k = self.one("factor")
        return [[k, 0.0], [0.0, k]]


class Stretch(Move):
    def matrix(self):
        return [[self.one("across"), 0.0], [0.0, self.one("down")]]


class Shear(Move):
    def matrix(self):
        b, c = (math.tan(math.radians(self.one(name))) for name in ("across", "down"))
        return [[1.0, b], [c, 1.0]]


class QuarterTurn(Step):
    def change(self, x):
        return torch.rot90(x, int(self.one("quarters")), (-2, -1))


class EightSymmetries(Step):
    def change(self, x):
        symmetry = int(self.one("symmetry"))
        return torch.rot90(F.horizontal_flip(x) if symmetry > 3 else x, symmetry % 4, (-2, -1))


class Perspective(Step):
    """The view's corners look at points inside the picture."""

    signs = ((1, 1), (-1, 1), (-1, -1), (1, -1))

    def corners(self, x):
        height, width = x.shape[-2:]
        return [[0.0, 0.0], [width, 0.0], [width, height], [0.0, height]]

    def change(self, x):
        height, width = x.shape[-2:]
        share, corners = self.one("share"), self.corners(x)
        u, v = (torch.rand(4) * share).tolist(), (torch.rand(4) * share).tolist()
        inside = [[corners[i][0] + self.signs[i][0] * u[i] * width, corners[i][1] + self.signs[i][1] * v[i] * height] for i in range(4)]
        return F.perspective(x, inside, corners, InterpolationMode.BILINEAR)


class CornerWarp(Perspective):
    """One corner is pushed inwards; the others stay."""

    def change(self, x):
        height, width = x.shape[-2:]
        corners, pushed, which = self.corners(x), self.corners(x), int(self.one("corner"))
        pushed[which][0] += self.signs[which][0] * self.one("across") * width
        pushed[which][1] += self.signs[which][1] * self.one("down") * height
        return F.perspective(x, corners, pushed, InterpolationMode.BILINEAR)


class Gain(Step):
    def change(self, x):
        return x * self.one("factor")


class PerChannelGain(Step):
    def change(self, x):
        return x * self.each("factor", x)


class Photobleaching(Step):
    def change(self, x):
        return x * torch.exp(-self.each("exposure", x))


class Offset(Step):
    def change(self, x):
        return x + self.one("amount")


class PerChannelOffset(Step):
    def change(self, x):
        return x + self.each("amount", x)


class WindowJitter(Step):
    def change(self, x):
        low, high = self.one("low"), self.one("high")
        return (x - low) / (high - low)


class PercentileWindow(Step):
    def change(self, x):
        shape = (1, -1) if self.one("together") >= 0.5 else (x.shape[-3], -1)
        at = torch.tensor([self.one("low") / 100, self.one("high") / 100])
        low, high = torch.quantile(x.reshape(shape).double(), at.double(), dim=1)[..., None, None].to(x.dtype)
        return x + self.one("strength") * ((x - low) / (high - low).clamp(min=1 / 32) - x)


class UnevenBackground(Step):
    def change(self, x):
        height, width = x.shape[-2:]
        y = (torch.arange(height) + 0.5)[:, None] / height - self.one("y")
        z = (torch.arange(width) + 0.5)[None, :] / width - self.one("x")
        distance = torch.hypot(y.expand(height, width), z.expand(height, width)) / self.one("radius")
        return x + self.one("amount") * (1 + torch.cos(math.pi * distance.clamp(max=1))) / 2


class IlluminationGradient(Step):
    def change(self, x):
        height, width = x.shape[-2:]
        angle = math.radians(self.one("angle"))
        y = 0.5 - (torch.arange(height) + 0.5)[:, None] / height
        z = (torch.arange(width) + 0.5)[None, :] / width - 0.5
        return x * (1 + self.one("strength") * (z * math.cos(angle) + y * math.sin(angle)))


class Vignette(Step):
    def change(self, x):
        height, width = x.shape[-2:]
        y = 2 * (torch.arange(height) + 0.5)[:, None] / height - 1
        z = 2 * (torch.arange(width) + 0.5)[None, :] / width - 1
        return x * (1 - self.one("strength") * (y**2 + z**2) / 2)


class Contrast(Step):
    def change(self, x):
        mean = x.mean(dim=(-2, -1), keepdim=True)
        return mean + self.one("factor") * (x - mean)


class PerChannelContrast(Step):
    def change(self, x):
        mean = x.mean(dim=(-2, -1), keepdim=True)
        return mean + self.each("factor", x) * (x - mean)


class Gamma(Step):
    def change(self, x):
        return x.sign() * x.abs() ** self.one("exponent")


class PerChannelGamma(Step):
    def change(self, x):
        return x.sign() * x.abs() ** self.each("exponent", x)


class Posterise(Step):
    def change(self, x):
        levels = round(self.one("levels"))
        return torch.floor(x * (levels - 1) + 0.5) / (levels - 1)


class Solarise(Step):
    def change(self, x):
        return torch.where(x >= self.one("threshold"), 1 - x, x)


class Equalise(Step):
    """By 256 levels of each channel; values at a level count half."""

    def change(self, x):
        out = []
        for plane in x:
            level = (plane.clamp(0, 1) * 255).round().long().flatten()
            share = torch.bincount(level, minlength=256).to(x.dtype) / level.numel()
            out.append((share.cumsum(0) - share / 2)[level].reshape(plane.shape))
        return x + self.one("strength") * (torch.stack(out) - x)


class ColourJitter(Step):
    """Brightness, contrast about the mean grey, saturation, hue, in this order; the last two of 3 channels only."""

    def change(self, x):
        x = x * self.one("brightness")
        colour = x.shape[-3] == 3
        mean = F.rgb_to_grayscale(x).mean() if colour else x.mean()
        x = mean + self.one("contrast") * (x - mean)
        saturation, hue = self.one("saturation"), self.one("hue")
        if colour:
            grey = F.rgb_to_grayscale(x)
            x = grey + saturation * (x - grey)
            x = F.adjust_hue(x.clamp(0, 1), (hue + 0.5) % 1 - 0.5) if hue else x
        return x


class Grey(Step):
    """Of 3 channels only."""

    def change(self, x):
        if x.shape[-3] != 3:
            return x
        weights = torch.tensor([0.299, 0.587, 0.114])[:, None, None]
        return x + self.one("strength") * ((weights * x).sum(dim=-3, keepdim=True) - x)


class StainJitter(Step):
    """Other amounts of haematoxylin, eosin and DAB; of 3 channels only."""

    def change(self, x):
        if x.shape[-3] != 3:
            return x
        stains = torch.tensor([[0.65, 0.70, 0.29], [0.07, 0.99, 0.11], [0.27, 0.57, 0.78]])
        amounts = torch.einsum("chw,cs->shw", -torch.log10(x.clamp(min=1 / 255)), torch.linalg.inv(stains))
        names = ("haematoxylin", "eosin", "dab")
        factor = torch.tensor([self.one(name) for name in names])[:, None, None]
        shift = torch.tensor([self.one(name + "_shift") for name in names])[:, None, None]
        return 10 ** -torch.einsum("shw,sc->chw", factor * amounts + shift, stains)


class DropChannel(Step):
    """One channel becomes 0, the spared one (counted from 1) never; a picture of one channel stays."""

    def change(self, x):
        count, spare = x.shape[-3], round(self.one("spare"))
        left = [channel for channel in range(count) if channel != spare - 1]
        which = self.one("which")
        if count < 2 or not left:
            return x
        x = x.clone()
        x[left[min(int(which * len(left)), len(left) - 1)]] = 0
        return x


class RescaleChannel(Step):
    def change(self, x):
        x = x.clone()
        x[min(int(self.one("which") * x.shape[-3]), x.shape[-3] - 1)] *= self.one("factor")
        return x


class ShuffleChannels(Step):
    def change(self, x):
        return x[torch.randperm(x.shape[-3])]


class BleedThrough(Step):
    def change(self, x):
        out = x.clone()
        out[:-1] += self.one("share") * x[1:]
        return out


class ChannelShift(Move):
    """Moves one channel by so many pixels."""

    def change(self, x):
        if x.shape[-3] < 2:
            return x
        height, width = x.shape[-2:]
        which = min(int(self.one("which") * x.shape[-3]), x.shape[-3] - 1)
        out = x.clone()
        dx, dy = self.one("dx") / width, self.one("dy") / height
        out[which : which + 1] = self.moved(x[which : which + 1], [[1.0, 0.0], [0.0, 1.0]], dx, dy)
        return out


class Blurring(Step):
    """What looks at neighbours, mirrored at the edge."""

    @staticmethod
    def bell(x, sigma):
        reach = min(math.ceil(4 * sigma), min(x.shape[-2:]) - 1)
        if sigma <= 0 or reach < 1:
            return x
        return F.gaussian_blur(x, [2 * reach + 1] * 2, [sigma] * 2)

    @staticmethod
    def by(x, kernel):
        reach = kernel.shape[-1] // 2
        if reach < 1 or reach >= min(x.shape[-2:]):
            return x
        wide = functional.pad(x[:, None], [reach] * 4, mode="replicate")
        return functional.conv2d(wide, (kernel / kernel.sum())[None, None].to(x.dtype))[:, 0]


class GaussianBlur(Blurring):
    def change(self, x):
        return self.bell(x, self.one("sigma"))


class DiscDefocus(Blurring):
    def change(self, x):
        radius = self.one("radius")
        at = torch.arange(-math.ceil(radius), math.ceil(radius) + 1).to(x.dtype)
        return self.by(x, (radius - torch.hypot(at[:, None], at[None, :]) + 0.5).clamp(0, 1)) if radius > 0.5 else x


class MotionBlur(Blurring):
    """The mean along a line, each sample shared among four pixels."""

    def change(self, x):
        length, angle = self.one("length"), math.radians(self.one("angle"))
        count = max(2, math.ceil(2 * length))
        along = ((torch.arange(count) + 0.5) / count - 0.5) * length
        reach = math.ceil(length / 2) + 1
        kernel = torch.zeros(2 * reach + 1, 2 * reach + 1)
        for t in along.tolist():
            px, py = reach + t * math.cos(angle), reach - t * math.sin(angle)
            left, top = math.floor(px), math.floor(py)
            for row, rw in ((top, 1 - (py - top)), (top + 1, py - top)):
                for column, cw in ((left, 1 - (px - left)), (left + 1, px - left)):
                    kernel[row, column] += rw * cw
        return self.by(x, kernel)


class DownAndUp(Step):
    def change(self, x):
        height, width = x.shape[-2:]
        block = self.one("block")
        small = [max(1, round(height / block)), max(1, round(width / block))]
        means = functional.interpolate(x[None], small, mode="area")
        return functional.interpolate(means, (height, width), mode="bilinear", align_corners=False)[0]


class Sharpen(Blurring):
    def change(self, x):
        return x + self.one("strength") * (x - self.bell(x, self.one("sigma")))


class GaussianNoise(Step):
    def change(self, x):
        return x + self.one("sigma") * torch.randn_like(x)


class PoissonNoise(Step):
    def change(self, x):
        photons = self.one("photons")
        return torch.where(x > 0, torch.poisson(x.clamp(min=0) * photons) / photons, x)


class SaltAndPepper(Step):
    def change(self, x):
        share, u = self.one("share"), torch.rand_like(x)
        return torch.where(u < share / 2, torch.zeros_like(x), torch.where(u < share, torch.ones_like(x), x))


class Jpeg(Step):
    """Each channel as a grey JPEG."""

    def change(self, x):
        quality, strength = round(self.one("quality")), self.one("strength")
        levels = (x.clamp(0, 1) * 255).round().to(torch.uint8)
        saved = torch.cat([F.jpeg(plane[None], quality) for plane in levels]).to(x.dtype) / 255
        return x + strength * (saved - x)


class Cutout(Step):
    def change(self, x):
        height, width = x.shape[-2:]
        side, at_x, at_y = self.one("side"), self.one("x"), self.one("y")
        left, right = (round((at_x + half * side) * width) for half in (-0.5, 0.5))
        top, bottom = (round((at_y + half * side) * height) for half in (-0.5, 0.5))
        x = x.clone()
        x[..., max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = self.one("fill")
        return x


class GridMask(Step):
    def change(self, x):
        side, period, fill = self.one("side"), self.one("period"), self.one("fill")

        def covered(count, begin):
            """The share of every pixel that lies in squares, along one axis."""
            edges = torch.arange(count + 1, dtype=torch.float64) / (count * period) - begin
            total = torch.floor(edges) * side + (edges - torch.floor(edges)).clamp(max=side)
            return (total[1:] - total[:-1]) * count * period

        down, across = covered(x.shape[-2], self.one("y")), covered(x.shape[-1], self.one("x"))
        return x + (down[:, None] * across[None, :]).to(x.dtype) * (fill - x)


class Debris(Step):
    """Up to four discs, each brighter or darker than the picture."""

    def change(self, x):
        height, width = x.shape[-2:]
        count, radius, strength = round(self.one("count")), self.one("radius"), self.one("strength")
        y, z = torch.arange(height)[:, None] + 0.5, torch.arange(width)[None, :] + 0.5
        for _ in range(count):
            u = torch.rand(4).tolist()
            r, s = radius * (1 + 2 * u[2]) / 3, strength * (1 + u[3]) / 2
            distance = torch.hypot((y - u[0] * height).expand(height, width), (z - u[1] * width).expand(height, width))
            x = x + s * (r - distance + 0.5).clamp(0, 1)
        return x
