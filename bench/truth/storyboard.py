"""What happens in each scene. Times are seconds, so the same scene can be drawn at any frame rate."""
import numpy as np

STAIRS = ["AU01", "AU02", "AU04", "AU05", "AU06", "AU07", "AU09", "upper_lip_raise", "AU12", "AU14", "AU15", "AU17",
          "AU20", "jaw_open", "AU45"]
ONE_SIDED = ["AU45", "AU12", "AU02", "AU01", "AU04", "AU15", "AU09", "AU14"]
EVENTS = ["AU12", "AU04", "AU01", "AU02", "AU06", "AU15", "AU09", "jaw_open", "AU17", "AU05", "AU07", "AU20",
          "upper_lip_raise", "AU14"]


def stairs(line):
    """Each Action Unit in steps of a quarter, as in ../shared/truth/s1.mp4, while the head turns from side to side."""
    for i, name in enumerate(STAIRS):
        start = 1.5 + 5 / 3 * i
        steps = np.clip((line.time - start) / .1, 0, 1)
        for step in (1, 2, 3):
            steps = steps + np.clip((line.time - start - .3 * step) / .1, 0, 1)
        steps -= 4 * np.clip((line.time - start - 1.1) / .15, 0, 1)
        line.activations[name][:] = steps / 4
        line.note(name, (start, 1., .1, .15))
    for axis, degrees, period in ((0, 5, 11), (1, 10, 7), (2, 4, 13)):
        line.pose[:, axis] = np.radians(degrees) * np.sin(2 * np.pi * line.time / period)


def blinks(line):
    """Blinks fast and slow, complete and partial, some while the person looks down, smiles or turns the head."""
    line.sway()
    line.look((6, .15, 2.5, .15), 0, .35)
    line.act("AU12", (10, .5, 2.5, .7), peak=.8)
    line.act("AU06", (10.1, .5, 2.3, .7), peak=.8)
    line.turn(1, (14.5, .8, 2, .8), np.radians(25) * (1 if line.between(0, 1) < .5 else -1))
    line.look((19, .08, .8, .08), .4, 0)
    for course in ((6, .15, 2.5, .15), (14.5, .8, 2, .8), (19, .08, .8, .08)):
        line.note("gaze_away", course, peak=.4)
    at = line.between(1, 1.6)
    while at < line.seconds - 1:
        slow, partial = line.between(0, 1) < .2, line.between(0, 1) < .25
        scale = line.between(1.3, 1.9) if slow else line.between(.8, 1.1)
        notes = [word for word, (start, end) in
                 {"down": (6, 8.7), "smile": (10, 13.4), "turned": (14.8, 17.8)}.items() if start < at < end]
        line.blink(at, .1 * scale, line.between(.02, .07) * scale, line.between(.15, .22) * scale,
                   line.between(.45, .7) if partial else 1, " ".join(notes))
        at += line.between(.75, 2.6)


def one_sided(line):
    """Each movement on the right, on the left, and on both sides."""
    line.sway(1, .2)
    for i, name in enumerate(ONE_SIDED):
        for k, side in enumerate(("right", "left", "both")):
            fast = name == "AU45"
            line.act(name, (.8 + 3 * i + k, .12 if fast else .25, .25, .15 if fast else .25), side=side,
                     note="wink" if fast and side != "both" else "")


def turning(line):
    """The same while the head turns this way and that."""
    one_sided(line)
    for axis, degrees, period in ((0, 5, 5.3), (1, 15, 7), (2, 4, 8.9)):
        line.pose[:, axis] += np.radians(degrees) * np.sin(2 * np.pi * line.time / period)


def events(line):
    """Action Units that come and go at random speeds and strengths, one after the other and in pairs."""
    line.sway()
    order = [str(name) for name in line.random.permutation(EVENTS)]
    at = 1.
    for name in order + order[:4]:
        course = at, line.between(.2, .6), line.between(.2, .8), line.between(.25, .7)
        if at + sum(course[1:]) > line.seconds - 1:
            break
        line.act(name, course, peak=line.between(.5, 1))
        if line.between(0, 1) < .4:
            line.blink(at + sum(course[1:]) + .25)
            at += .35
        at += sum(course[1:]) + line.between(.4, .7)


def social(line):
    """Smiles with and without raised cheeks, nods, shakes, glances away, and talking."""
    line.sway(.7, .2)
    line.act("AU12", (1, .5, 1.2, .7), peak=.9)
    line.note("smile", (1, .5, 1.2, .7))
    for at, nods in ((4.5, 3), (14.5, 2)):
        length = .45 * nods
        window = line.bump(at, .15, length - .3, .15)
        line.pose[:, 0] += np.radians(6) * window * np.sin(2 * np.pi * (line.time - at) / .45)
        line.note("nod", (at, 0, length, 0), peak=6, note=f"{nods} cycles")
    line.act("AU12", (7, .4, 1.5, .6))
    line.act("AU06", (7.05, .45, 1.4, .6))
    line.act("AU07", (7.05, .45, 1.4, .6), peak=.4, listed=False)
    line.note("smile", (7, .4, 1.5, .6), note="duchenne")
    window = line.bump(10.5, .15, 1.05, .15)
    line.pose[:, 1] += np.radians(9) * window * np.sin(2 * np.pi * (line.time - 10.5) / .45)
    line.note("shake", (10.5, 0, 1.35, 0), peak=9, note="3 cycles")
    for at, right, down in ((12.3, .42, 0), (16.3, -.42, .05), (18, .05, .38)):
        line.look((at, .06, 1.1, .06), right, down)
        line.note("gaze_away", (at, .06, 1.1, .06), peak=.4)
    talk(line, 20, 4.5)
    line.act("AU04", (25.3, .3, .8, .4), peak=.9)
    line.note("frown", (25.3, .3, .8, .4))
    for at in (3.6, 6.6, 9.9, 14.1, 19.5, 22.2, 25.):
        line.blink(at + line.between(-.1, .1), note="talking" if 20 < at < 24.5 else "")


def away(line):
    """Blinks and smiles of a head that leaves the picture, comes back, and turns far to the side."""
    line.sway(1, .3)
    line.turn(3, (6, .7, 2, .7), 40)
    line.turn(1, (13, .8, 3, .8), np.radians(38))
    line.note("gaze_away", (13, .8, 3, .8))
    for at in (1.5, 3.1, 5, 10.3, 12, 14.6, 16.2, 18.8):
        line.blink(at + line.between(-.2, .2), note="turned" if 13.5 < at < 17 else "")
    line.act("AU12", (3.6, .4, .8, .5))
    line.act("AU12", (10.7, .4, .6, .4), peak=.8)


def talk(line, start, seconds):
    """Syllables of jaw and lips at 3 to 6 a second."""
    at = start
    while at < start + seconds:
        length = 1 / line.between(3, 6)
        line.act("jaw_open", (at, .45 * length, .05 * length, .5 * length), peak=line.between(.15, .5), listed=False)
        shape = str(line.random.choice(["AU18", "AU16", "AU22", "AU20"]))
        line.act(shape, (at, .5 * length, 0.001, .5 * length), peak=line.between(.1, .5), listed=False)
        at += length
    line.note("talking", (start, 0, at - start, 0))


SCENES = {"stairs": stairs, "blinks": blinks, "onesided": one_sided, "events": events, "social": social, "away": away,
          "turning": turning}
SECONDS = {"stairs": 27, "blinks": 24, "onesided": 25, "events": 30, "social": 27.5, "away": 20, "turning": 25}
