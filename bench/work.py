"""What each stage has to do in one run: multiply-adds, and bytes that it must move.

These are counted from the code and the model files, not measured. A multiply-add of doubles counts as
two, because a vector holds half as many. Comparisons, square roots, divisions and small extras are
left out, so the counts are what the algorithm cannot avoid.
"""
from collections import namedtuple

# place: the nearest place the bytes can come from. "memory": a frame's pixels, which another thread wrote.
# "last_level": weights, tables and histograms; together, the stages of a frame use more than the second-
# level cache holds (CLNF's experts alone are larger).
Work = namedtuple("Work", "multiply_adds bytes place")

FEATURES = 4464 + 238  # FHOG, geometry
PREDICTORS = 17 + 18
FIT_ITERATIONS = 12  # of the shape fit on real landmarks (11 to 12)
MAP_ITERATIONS = 5  # at most, of the landmark mean-shift at each scale, rigid and non-rigid
PATCH = 11 * 11  # pixels that an expert looks at
NEURONS = 7  # of an expert
CACHE_LINE = 64


def newton_step(points, modes):
    """One Gauss-Newton step for all 6 + modes unknowns (src/shape/normal_equations.c), in doubles."""
    unknowns = 6 + modes
    local = 6 * modes * (modes + 1) // 2  # six tables of inner products, weighted
    cross = 5 * 3 * points * modes  # scale, rotation and residual against the basis
    rigid = 2 * points * 6 * 7 // 2 + 2 * points * 6
    cholesky = unknowns**3 // 6 + unknowns**2
    reshape = 3 * points * modes + 2 * 3 * points
    return 2 * (local + cross + rigid + cholesky + reshape)


def rigid_step(points, modes):
    return 2 * (2 * points * 6 * 7 // 2 + 2 * points * 6 + 3 * points * modes + 2 * 3 * points)


def shape_fit(points, modes):
    return FIT_ITERATIONS * newton_step(points, modes)


def sigma_numbers(window):
    """An expert's four blocks, two of them equal (src/landmarks/clnf/ccnf.h): (stored, multiply-adds)."""
    even, odd = (window + 1) // 2, window // 2
    orders = (even * even, even * odd, odd * odd)
    stored = sum(order * (-(-order // 8) * 8) for order in orders)
    return stored, orders[0] ** 2 + 2 * orders[1] ** 2 + orders[2] ** 2


def clnf_part(points, modes, windows, smoothed):
    """Response maps and fit of one part of the face: (multiply-adds, bytes of weights)."""
    work = size = 0
    for window in windows:
        places = window * window
        work += points * places * PATCH * NEURONS
        work += 2 * MAP_ITERATIONS * points * 3 * places  # kernel, mass and two moments
        work += MAP_ITERATIONS * (rigid_step(points, modes) + newton_step(points, modes))
        size += points * 4 * (PATCH * 8 + 8 + 8 + 8)  # weights, biases, gains, in lanes of 8
        if smoothed:
            stored, products = sigma_numbers(window)
            work += points * products
            size += points * 4 * stored
    return work, size


def clnf(width, height):
    """A frame of a face that is being followed: 68 points at windows 9 and 7, 51 at 9, 28 for each eye at
    3 and 5, their starts, the refit, the validator, and conversion of the frame to grey."""
    parts = [clnf_part(68, 34, (9, 7), True), clnf_part(51, 32, (9,), True),
             clnf_part(28, 10, (3, 5), False), clnf_part(28, 10, (3, 5), False)]
    starts = shape_fit(51, 32) + 2 * shape_fit(6, 10) + shape_fit(68, 34)
    # 60x60 -> 10 maps of 52x52 by 9x9; of 26x26 -> 10 of 20x20 by 7x7; 1000 -> 50 -> 30.
    validator = 81 * 10 * 52 * 52 + 49 * 100 * 20 * 20 + 1000 * 50 + 50 * 30
    validator_bytes = 4 * (81 * 10 + 49 * 100 + 1000 * 50 + 50 * 30)
    grey = width * height * 4  # 3 bytes read, 1 written
    return Work(sum(part[0] for part in parts) + starts + validator,
                sum(part[1] for part in parts) + validator_bytes + grey, "last_level")


def stages(method, width, height):
    """{stage: Work or None} for a frame of this size with landmarks from "clnf" or "pfld"."""
    pixels = width * height
    detect = None  # with CLNF, it runs only until a face is found, and after it is lost
    if method == "pfld":
        # 153 M and 2.99 MB of weights; a crop of 112x112, as bytes and as floats.
        landmarks = Work(153e6, 2.99e6 + 112 * 112 * 3 * 5, "last_level")
        # RetinaFace: 736 M at 640x480, in proportion to the pixels; here it looks only at the face's
        # surroundings, at 64x64. 1.73 MB of weights.
        detect = Work(736e6 * 64 * 64 / (640 * 480), 1.73e6 + 64 * 64 * 3 * 5, "last_level")
    else:
        landmarks = clnf(width, height)
    return {
        # 4:2:0 written, and read as the next frame's reference.
        "decode": Work(None, pixels * 2 * 1.5, "memory"),
        "detect": detect,
        "landmarks": landmarks,
        "shape": Work(shape_fit(68, 34), 8 * 36 * (6 * 34 + 3 * 68), "last_level"),
        # Gauss-Newton on 6 unknowns, 136 residuals, about 10 times.
        "pose": Work(10 * 2 * 136 * (21 + 6 + 12), 8 * 68 * 5, "last_level"),
        # Four neighbours of 3 channels of 112x112 pixels, each read and written once.
        "align": Work(112 * 112 * 3 * 4, 112 * 112 * 3 * 2, "memory"),
        # Three channels' squares, two cells sideways and their rows downwards; 27 orientations of
        # four blocks in 12x12 cells.
        "fhog": Work(110 * 110 * (3 * 2 + 2) + 110 * 14 * 18 * 2 + 144 * (27 * 4 + 18 * 4),
                     112 * 112 * 3 + 4464 * 4, "last_level"),
        # Every other frame: two cache lines of each histogram and five more numbers; the median's
        # contribution to each predictor.
        "median": Work((FEATURES + PREDICTORS * FEATURES) / 2,
                       (FEATURES * (2 * CACHE_LINE + 20) + PREDICTORS * FEATURES * 4) / 2,
                       "last_level"),
        "predict": Work(PREDICTORS * FEATURES + 2 * 204 * 34, PREDICTORS * FEATURES * 4, "last_level"),
    }
