/* Draws landmarks, box, head pose and gaze over the picture of a frame. */

/* Landmarks of iBUG 300-W by outline: first, last, and whether it is closed. */
const OUTLINES = [
  [0, 16, false], [17, 21, false], [22, 26, false], [27, 30, false], [31, 35, false],
  [36, 41, true], [42, 47, true], [48, 59, true], [60, 67, true],
];
const EYE_POINTS = 28; // of each eye; the first 8 are the iris
const IRIS_POINTS = 8;
const AXIS_MM = 90;
const LARGE = 90; // pixels: a face this wide has room for larger points
const GAZE_MM = 50; // what OpenFace draws
const NAME = 16; // pixels: height of a face's name above its box
const NEAREST_MM = 1; // nearer than this the perspective means nothing

/* R = Rx Ry Rz, rows one after the other. */
function rotation([x, y, z]) {
  const [sx, sy, sz] = [x, y, z].map(Math.sin), [cx, cy, cz] = [x, y, z].map(Math.cos);
  return [
    cy * cz, -cy * sz, sy,
    cx * sz + sx * sy * cz, cx * cz - sx * sy * sz, -sx * cy,
    sx * sz - cx * sy * cz, sx * cz + cx * sy * sz, cx * cy,
  ];
}

/* Missing values get OpenFace's defaults: 500 pixels at 640x480, and the centre of the picture. */
function cameraFor([fx, fy, cx, cy], [width, height]) {
  const usual = (500 * width / 640 + 500 * height / 480) / 2;
  return { fx: fx || usual, fy: fy || usual, cx: cx || width / 2, cy: cy || height / 2 };
}

class Drawing {
  constructor(context, frame, { scale, camera }) {
    this.context = context;
    this.scale = scale;
    this.camera = cameraFor(camera, frame.source);
  }

  /* From pixels of the frame, with centres at whole numbers. */
  place(x, y) {
    return [(x + 0.5) * this.scale[0], (y + 0.5) * this.scale[1]];
  }

  project([x, y, z]) {
    const depth = Math.max(z, NEAREST_MM);
    return this.place(x / depth * this.camera.fx + this.camera.cx, y / depth * this.camera.fy + this.camera.cy);
  }

  path(points, closed) {
    this.context.beginPath();
    points.forEach(([x, y], i) => (i ? this.context.lineTo(x, y) : this.context.moveTo(x, y)));
    if (closed) this.context.closePath();
    this.context.stroke();
  }

  /* Squares on whole pixels: a tenth of the cost of circles without a graphics card. */
  dots(points, side) {
    for (const [x, y] of points) this.context.fillRect(Math.round(x - side / 2), Math.round(y - side / 2), side, side);
  }

  points(face) {
    const at = face.landmarks.map(([x, y]) => this.place(x, y));
    this.context.strokeStyle = "rgb(255 255 255 / 55%)";
    this.context.lineWidth = 1;
    for (const [first, last, closed] of OUTLINES) this.path(at.slice(first, last + 1), closed);
    const side = face.box[2] * this.scale[0] > LARGE ? 3 : 2;
    this.context.fillStyle = "rgb(0 0 0 / 55%)";
    this.dots(at, side + 2);
    this.context.fillStyle = "#37e0a6";
    this.dots(at, side);
  }

  /* name: "" for the only face. */
  box([x, y, width, height], colour, name) {
    const [left, top] = this.place(x, y), [right, bottom] = this.place(x + width, y + height);
    this.context.strokeStyle = colour;
    this.context.lineWidth = 1.5;
    this.context.strokeRect(left, top, right - left, bottom - top);
    if (!name) return;
    this.context.font = "600 12px system-ui, sans-serif";
    this.context.textBaseline = "bottom";
    const wide = this.context.measureText(name).width + 8, above = Math.max(top, NAME);
    this.context.fillStyle = colour;
    this.context.fillRect(left - 1, above - NAME, wide, NAME);
    this.context.fillStyle = "#0c0e11";
    this.context.fillText(name, left + 3, above - 1);
  }

  /* To the face's left, up, and out of the face. */
  axes({ position: from, rotation: angles }) {
    const turn = rotation(angles);
    this.context.lineWidth = 2.5;
    [["#ff5a4f", 0, 1], ["#5fd35f", 1, -1], ["#4da3ff", 2, -1]].forEach(([colour, axis, sign]) => {
      const to = from.map((start, row) => start + sign * AXIS_MM * turn[3 * row + axis]);
      this.context.strokeStyle = colour;
      this.path([this.project(from), this.project(to)], false);
    });
  }

  gaze({ left, right, eye_landmarks: outline, eye_landmarks_3d: outline3d }) {
    [left, right].forEach((direction, eye) => {
      const first = eye * EYE_POINTS, after = first + IRIS_POINTS;
      if (direction.every(part => part === 0)) return; // not measured
      const iris = outline3d.slice(first, after);
      const pupil = [0, 1, 2].map(axis => iris.reduce((sum, point) => sum + point[axis], 0) / IRIS_POINTS);
      const target = pupil.map((start, axis) => start + GAZE_MM * direction[axis]);
      this.context.lineWidth = 1.2;
      this.context.strokeStyle = "#8fe9ff";
      this.path(outline.slice(first, after).map(([x, y]) => this.place(x, y)), true);
      this.context.lineWidth = 2;
      this.path([this.project(pupil), this.project(target)], false);
    });
  }
}

/* The frame's top left corner is at 0, 0; scale converts its pixels to the context's. */
export function drawFaces(context, frame, options) {
  const drawing = new Drawing(context, frame, options);
  for (const face of frame.faces) {
    if (!face.success) continue;
    context.globalAlpha = 1;
    const name = frame.faces.length > 1 || face.face_id > 0 ? `Face ${face.face_id}` : "";
    if (options.layers.box) drawing.box(face.box, options.colours[face.face_id % options.colours.length], name);
    context.globalAlpha = face.face_id === options.chosen ? 1 : 0.55;
    if (options.layers.points) drawing.points(face);
    if (options.layers.gaze && face.gaze) drawing.gaze(face.gaze);
    if (options.layers.axes) drawing.axes(face.pose);
  }
  context.globalAlpha = 1;
}
