/** Sines of 0, 1.5, ... 90 degrees in 4096ths: Math.sin may differ in its last digit from engine to engine. */
const SINES = [
  0, 107, 214, 321, 428, 535, 641, 746, 852, 956, 1060, 1163, 1266, 1367, 1468, 1567, 1666, 1763, 1860, 1954,
  2048, 2140, 2231, 2320, 2408, 2493, 2578, 2660, 2741, 2820, 2896, 2971, 3044, 3115, 3183, 3250, 3314, 3376,
  3435, 3492, 3547, 3600, 3650, 3697, 3742, 3784, 3824, 3861, 3896, 3927, 3956, 3983, 4006, 4027, 4046, 4061,
  4074, 4083, 4090, 4095, 4096,
];

/** Sine of a multiple of 1.5 degrees. */
function sine(degrees: number): number {
  const turned = ((degrees % 360) + 360) % 360;
  const quarter = Math.trunc(turned / 90);
  const rest = (turned % 90) / 1.5;
  const place = quarter % 2 === 0 ? rest : 60 - rest;
  return ((quarter < 2 ? 1 : -1) * SINES[place]!) / 4096;
}

/** The unit vector (right, down) at some degrees clockwise from the top; a multiple of 1.5. */
export function towards(degrees: number): readonly [number, number] {
  return [sine(degrees), -sine(degrees + 90)];
}

/** Is the point (right, down) less than `sweep` degrees clockwise from the direction `from`? Both in degrees. */
export function sector(from: number, sweep: number): (right: number, down: number) => boolean {
  const [ax, ay] = towards(from);
  const [bx, by] = towards(from + sweep);
  return sweep <= 180
    ? (x, y) => ax * y - ay * x >= 0 && bx * y - by * x <= 0
    : (x, y) => ax * y - ay * x >= 0 || bx * y - by * x <= 0;
}
