"""icon.py OUTPUT: draw the icon of facs.exe, the same as that of the live page (view_page/icon.svg): a rounded square with a
smile, at the sizes that Windows shows. Lengths are sixteenths of the square."""
import struct
import sys
import zlib

SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
BLUE, WHITE = (0x25, 0x63, 0xC9), (0xFF, 0xFF, 0xFF)
EYES = ((5, 6), (11, 6))
MOUTH = ((4, 10), (8, 13.5), (12, 10))  # the points of a quadratic curve
EYE_RADIUS, CORNER_RADIUS, HALF_STROKE = 1.2, 4, 0.75


def curve(steps=32):
    for i in range(steps + 1):
        t = i / steps
        weights = ((1 - t) ** 2, 2 * t * (1 - t), t * t)
        yield tuple(sum(w * point[axis] for w, point in zip(weights, MOUTH)) for axis in (0, 1))


LINE = list(curve())


def to_segment(x, y, a, b):
    along = (b[0] - a[0], b[1] - a[1])
    t = ((x - a[0]) * along[0] + (y - a[1]) * along[1]) / (along[0] ** 2 + along[1] ** 2)
    t = min(1, max(0, t))
    return ((x - a[0] - t * along[0]) ** 2 + (y - a[1] - t * along[1]) ** 2) ** 0.5


def to_square(x, y):
    dx, dy = (max(0, abs(c - 8) - (8 - CORNER_RADIUS)) for c in (x, y))
    return (dx * dx + dy * dy) ** 0.5 - CORNER_RADIUS


def to_face(x, y):
    eyes = min(((x - cx) ** 2 + (y - cy) ** 2) ** 0.5 for cx, cy in EYES) - EYE_RADIUS
    if y < 8:
        return eyes
    return min(eyes, min(to_segment(x, y, a, b) for a, b in zip(LINE, LINE[1:])) - HALF_STROKE)


def coverage(distance, size):
    return min(1, max(0, 0.5 - distance * size / 16))


def draw(size):
    """Rows of (red, green, blue, alpha), from the top."""
    rows = []
    for row in range(size):
        pixels = []
        for column in range(size):
            x, y = (16 * (place + 0.5) / size for place in (column, row))
            white = coverage(to_face(x, y), size)
            colour = [round(b + (w - b) * white) for b, w in zip(BLUE, WHITE)]
            pixels.append((*colour, round(255 * coverage(to_square(x, y), size))))
        rows.append(pixels)
    return rows


def as_png(size, rows):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = b"".join(b"\0" + bytes(value for pixel in row for value in pixel) for row in rows)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b""))


def as_bitmap(size, rows):
    """Bottom up, then a mask of one bit per pixel, which the alpha replaces."""
    head = struct.pack("<IiiHHIIiiII", 40, size, 2 * size, 1, 32, 0, 0, 0, 0, 0, 0)
    pixels = b"".join(bytes((b, g, r, a)) for row in reversed(rows) for r, g, b, a in row)
    return head + pixels + bytes(size * ((size + 31) // 32 * 4))


def main():
    pictures = [(as_png if size == 256 else as_bitmap)(size, draw(size)) for size in SIZES]
    at = 6 + 16 * len(SIZES)
    with open(sys.argv[1], "wb") as out:
        out.write(struct.pack("<HHH", 0, 1, len(SIZES)))
        for size, picture in zip(SIZES, pictures):
            out.write(struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), at))
            at += len(picture)
        out.write(b"".join(pictures))


if __name__ == "__main__":
    main()
