"""A timeline on which a head's movements are laid down, with a list of when each begins and ends."""
import csv

import numpy as np

# Columns of ../shared/truth/s0.csv and the shapes of ICT-FaceKit behind them; those with sides are given
# without _L and _R.
SHAPES = {
    "AU01": ["browInnerUp"], "AU02": ["browOuterUp"], "AU04": ["browDown"], "AU05": ["eyeWide"],
    "AU06": ["cheekSquint"], "AU07": ["eyeSquint"], "AU09": ["noseSneer"], "upper_lip_raise": ["mouthUpperUp"],
    "AU12": ["mouthSmile"], "AU14": ["mouthDimple"], "AU15": ["mouthFrown"], "AU16": ["mouthLowerDown"],
    "AU17": ["mouthShrugLower"], "AU18": ["mouthPucker"], "AU20": ["mouthStretch"], "AU22": ["mouthFunnel"],
    "AU24": ["mouthPress"], "jaw_open": ["jawOpen"], "AU28": ["mouthRollLower", "mouthRollUpper"],
    "AU45": ["eyeBlink"],
}
# Those without sides.
CENTRAL = {"jawOpen", "mouthShrugLower", "mouthPucker", "mouthFunnel", "mouthRollLower", "mouthRollUpper"}
EVENT = ["kind", "side", "onset", "apex", "apex_end", "offset", "peak", "note"]


class Timeline:
    """Activations (the person's right and left side), pose and gaze of every frame, and events in seconds."""

    def __init__(self, fps, seconds, random):
        self.fps, self.seconds, self.random = fps, seconds, random
        self.frames = round(fps * seconds)
        self.time = np.arange(self.frames) / fps
        self.activations = {name: np.zeros((2, self.frames)) for name in SHAPES}
        self.pose = np.zeros((self.frames, 6))  # Rx, Ry, Rz in radians, Tx, Ty, Tz in cm
        self.pose[:, 5] = 60
        self.gaze = np.zeros((self.frames, 2))  # radians in the head's frame: to the picture's right, down
        self.events = []

    def bump(self, onset, rise, hold, fall):
        """0 to 1 in `rise` seconds from `onset`, and back after `hold`: half waves of a cosine."""
        up = np.clip((self.time - onset) / rise, 0, 1)
        down = np.clip((self.time - onset - rise - hold) / fall, 0, 1)
        return .5 * (np.cos(np.pi * down) - np.cos(np.pi * up))

    def note(self, kind, course, side="both", peak=1., note=""):
        onset, rise, hold, fall = course
        self.events.append([kind, side, onset, onset + rise, onset + rise + hold, onset + sum(course[1:]), peak, note])

    def act(self, name, course, side="both", peak=1., note="", listed=True):
        """One movement of an Action Unit; course: when it begins, and how long it rises, holds and falls."""
        values = peak * self.bump(*course)
        for i, one in enumerate(("right", "left")):
            if side in ("both", one):
                self.activations[name][i] = np.maximum(self.activations[name][i], values)
        if listed:
            self.note(name, course, side, peak, note)

    def blink(self, onset, close=.1, closed=.05, open_=.2, peak=1., note=""):
        self.act("AU45", (onset, close, closed, open_), peak=peak, listed=False)
        self.note("blink", (onset, close, closed, open_), "both", peak,
                  " ".join(filter(None, ["partial" if peak < .9 else "", note])))

    def turn(self, axis, course, size):
        """Moves the pose (0 to 2: radians, 3 to 5: cm) to `size` and back."""
        self.pose[:, axis] += size * self.bump(*course)

    def look(self, course, right, down):
        self.gaze += self.bump(*course)[:, None] * np.array([right, down])

    def sway(self, degrees=1.5, cm=.4):
        """The small movements of a head that is not held."""
        for axis in range(6):
            size = np.radians(degrees) if axis < 3 else cm
            for period in (2.3, 3.7, 7.1):
                phase, share = self.random.uniform(0, 2 * np.pi), self.random.uniform(.2, .6)
                self.pose[:, axis] += size * share * np.sin(2 * np.pi * self.time / period + phase)

    def between(self, low, high):
        return float(self.random.uniform(low, high))

    def write_events(self, path):
        """Times in seconds, and the frames (from 1) that are nearest to them."""
        with open(path, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(EVENT + [name + "_frame" for name in EVENT[2:6]])
            for event in sorted(self.events, key=lambda one: one[2]):
                frames = [round(time * self.fps) + 1 for time in event[2:6]]
                writer.writerow(event[:2] + [f"{value:.3f}" for value in event[2:7]] + event[7:] + frames)
