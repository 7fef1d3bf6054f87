"""How far numbers are from the truth. Arrays have a frame in each row; frames that were not measured are NaN."""
import numpy as np

PRESENT = .25  # activation from which an Action Unit counts as present: the first step of the stairs


def correlation(truth, value):
    """Pearson's r; NaN if the truth does not move, 0 if the value does not."""
    both = np.isfinite(truth) & np.isfinite(value)
    truth, value = truth[both], value[both]
    if len(truth) < 3 or truth.std() == 0:
        return np.nan
    return 0. if value.std() == 0 else float(np.corrcoef(truth, value)[0, 1])


def f1(hits, missed, false):
    return 2 * hits / (2 * hits + missed + false) if hits + missed + false else np.nan


def presence_f1(truth, present):
    """F1 of frames."""
    truth, present = truth >= PRESENT, present > 0
    return f1(np.sum(truth & present), np.sum(truth & ~present), np.sum(~truth & present))


def crossings(values, first, last):
    """Where values[first:last] rise above and fall below half of their way from least to most, in frames with
    fractions; None if there is no such pair."""
    part = values[first:last]
    if not len(part) or not np.isfinite(part).all() or np.ptp(part) == 0:
        return None
    half, top = part.min() + np.ptp(part) / 2, int(part.argmax())
    below = np.flatnonzero(part < half)
    before, after = below[below < top], below[below > top]
    if not len(before) or not len(after):
        return None
    i, j = before[-1], after[0]
    return first + i + (half - part[i]) / (part[i + 1] - part[i]), first + j - (half - part[j]) / (part[j - 1] - part[j])


def delay(truth, value, first, last, least):
    """Frames by which the value's rise and fall lag behind the truth's at half height, in the frames of one movement;
    None if the value moves by less than `least`."""
    a, b = crossings(truth, first, last), crossings(value, first, last)
    return (b[0] - a[0], b[1] - a[1]) if a and b and np.ptp(value[first:last]) >= least else None


def lag(truth, value, most=15):
    """By how many frames the value is late: the shift of the best correlation."""
    rs = [correlation(truth[:len(truth) - shift], value[shift:]) if shift >= 0 else
          correlation(truth[-shift:], value[:shift]) for shift in range(-most, most + 1)]
    return int(np.nanargmax(rs)) - most if np.isfinite(rs).any() and np.nanmax(rs) > .3 else np.nan


REGIONS = {"all": range(68), "jaw": range(17), "brows": range(17, 27), "lids": range(36, 48), "mouth": range(48, 68)}


def points_error(truth, points):
    """Mean distance of the points of each region in % of the truth's outer-eye distance, after the median offset of
    each point; arrays of n x 68 x 2."""
    eyes = np.linalg.norm(truth[:, 36] - truth[:, 45], axis=1)[:, None, None]
    off = (points - truth) / eyes
    off = 100 * np.linalg.norm(off - np.nanmedian(off, axis=0), axis=2)
    return {name: float(np.nanmean(off[:, list(region)])) for name, region in REGIONS.items()}


def matched(truth, found, slack=.1):
    """Events (start, end in seconds) of the truth and of the program that overlap, each at most once: pairs of
    indices."""
    pairs, taken = [], set()
    for i, (start, end) in enumerate(truth):
        overlaps = [(min(end, b) - max(start, a), j) for j, (a, b) in enumerate(found) if j not in taken]
        if overlaps and max(overlaps)[0] > -slack:
            taken.add(max(overlaps)[1])
            pairs.append((i, max(overlaps)[1]))
    return pairs


def table(path):
    """Columns of a CSV as arrays of numbers."""
    data = np.genfromtxt(path, delimiter=",", names=True, autostrip=True)
    return {name: np.atleast_1d(data[name]) for name in data.dtype.names}


def rotation_matrices(angles):
    """OpenFace's rotation matrices of n x 3 Euler angles."""
    (s1, s2, s3), (c1, c2, c3) = np.sin(angles).T, np.cos(angles).T
    rows = [[c2 * c3, -c2 * s3, s2], [c1 * s3 + c3 * s1 * s2, c1 * c3 - s1 * s2 * s3, -c2 * s1],
            [s1 * s3 - c1 * c3 * s2, c3 * s1 + c1 * s2 * s3, c1 * c2]]
    return np.moveaxis(np.array(rows), 2, 0)


def rotation_error(truth, angles):
    """Mean angle in degrees between the rotations, once the median difference of each Euler angle is gone: the
    shape models' ideas of "straight ahead" differ by a constant."""
    off = angles - truth
    a, b = rotation_matrices(truth), rotation_matrices(angles - np.nanmedian(off, axis=0))
    cosine = (np.einsum("nij,nij->n", a, b) - 1) / 2
    return float(np.degrees(np.nanmean(np.arccos(cosine.clip(-1, 1)))))


def offset_error(truth, value):
    """Mean distance after the median offset of each column."""
    off = value - truth
    return float(np.nanmean(np.linalg.norm(off - np.nanmedian(off, axis=0), axis=1)))
