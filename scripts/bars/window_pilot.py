"""A hand for the real window: starts it under Xvfb, finds controls by their words, clicks, types, takes pictures.

Needs Xvfb, xdotool and ImageMagick (import). Used by the window-* scripts beside it.
"""
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def program():
    """The release build, made anew where the sources have changed; or the one that AUGSCOPE_BINARY names."""
    if "AUGSCOPE_BINARY" in os.environ:
        return pathlib.Path(os.environ["AUGSCOPE_BINARY"])
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)
    return target / "release" / "augscope"


class Screen:
    """An X server of its own."""

    def __init__(self, size="1366x768"):
        for tool in ["Xvfb", "xdotool", "import"]:
            if shutil.which(tool) is None:
                sys.exit(f"{tool} is missing: apt-get install xvfb xdotool imagemagick")
        self.number = random.randint(200, 900)
        self.server = subprocess.Popen(
            ["Xvfb", f":{self.number}", "-screen", "0", f"{size}x24"], stderr=subprocess.DEVNULL)
        time.sleep(1)

    def close(self):
        self.server.terminate()
        self.server.wait()


class Window:
    """The program's window."""

    def __init__(self, screen, home, path=None, frames=None, environment=None, binary=None,
                 controls=True):
        self.screen, self.home = screen, pathlib.Path(home)
        self.home.mkdir(parents=True, exist_ok=True)
        settings = self.home / "settings.toml"
        if not settings.exists():
            # Not the first start: the tour would lie over the room.
            settings.write_text("tour_seen = true\n")
        self.controls_file = self.home / "controls.txt"
        self.controls_file.unlink(missing_ok=True)
        self.environment = dict(os.environ, DISPLAY=f":{screen.number}", AUGSCOPE_HOME=str(home),
                                AUGSCOPE_CONTROLS=str(self.controls_file),
                                XDG_RUNTIME_DIR=os.environ.get("XDG_RUNTIME_DIR", tempfile.gettempdir()))
        self.environment.update(environment or {})
        if not controls:
            del self.environment["AUGSCOPE_CONTROLS"]
        if frames:
            self.environment["AUGSCOPE_FRAMES"] = str(frames)
        self.log = open(self.home / "window.log", "a")
        command = [str(binary or program())] + ([str(path)] if path else [])
        self.process = subprocess.Popen(command, env=self.environment, stdout=self.log, stderr=self.log)
        self.clicks = 0
        if controls:
            self.wait_for("Data")
        else:
            time.sleep(10)
        self.xdotool("search", "--sync", "--onlyvisible", "--name", "Augscope", "windowfocus")

    def xdotool(self, *arguments):
        subprocess.run(["xdotool", *map(str, arguments)], env=self.environment, check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def controls(self):
        """(left, top, width, height, role, words) of everything on the screen."""
        try:
            lines = self.controls_file.read_text().splitlines()
        except OSError:
            return []
        rows = [line.split("\t", 5) for line in lines]
        return [(*map(float, row[:4]), row[4], row[5]) for row in rows if len(row) == 6]

    def find(self, words, role=None, exact=True):
        for control in self.controls():
            # exact: True, False (anywhere in it) or "start".
            fits = (control[5].startswith(words) if exact == "start" else
                    control[5] == words if exact else words in control[5])
            if fits and (role is None or control[4] == role) and control[2] > 0:
                return control
        return None

    def wait_for(self, words, seconds=60, role=None, exact=True):
        end = time.time() + seconds
        while time.time() < end:
            found = self.find(words, role, exact)
            if found:
                return found
            if self.process.poll() is not None:
                sys.exit(f"the window has ended with {self.process.returncode}; see {self.home}/window.log")
            time.sleep(0.1)
        self.picture(self.home / "stuck.png")
        seen = "\n".join(control[5] for control in self.controls())
        sys.exit(f"waited {seconds} s for {words!r}; on the screen:\n{seen}")

    def click(self, words, seconds=60, role=None, exact=True, limit=760):
        left, top, width, height, _, _ = self.wait_for(words, seconds, role, exact)
        time.sleep(0.3)
        left, top, width, height, _, _ = self.find(words, role, exact) or (left, top, width, height, 0, 0)
        while top + height > limit:
            # Below the edge of a list: the wheel brings it up.
            self.xdotool("mousemove", 683, 450)
            self.xdotool("click", 5)
            time.sleep(0.4)
            found = self.find(words, role, exact)
            if not found or found[1] == top:
                break
            left, top, width, height, _, _ = found
        self.xdotool("mousemove", int(left + width / 2), int(top + height / 2))
        time.sleep(0.25)
        self.xdotool("click", 1)
        self.clicks += 1
        time.sleep(0.5)

    def type(self, text):
        self.xdotool("type", "--delay", "15", text)
        time.sleep(0.4)

    def keys(self, keys):
        self.xdotool("key", keys)
        time.sleep(0.2)

    def keys_until(self, keys, words, tries=10):
        """Presses keys until something with these words is on the screen: a busy machine may miss some."""
        for _ in range(tries):
            self.keys(keys)
            for _ in range(20):
                if self.find(words):
                    return
                time.sleep(0.1)
        self.wait_for(words, 1)

    def picture(self, path):
        subprocess.run(["import", "-window", "root", str(path)], env=self.environment, check=False)

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
