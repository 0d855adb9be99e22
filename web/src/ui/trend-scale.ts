/** A point of a chart in its box of 100 x 100, the origin at the top left. */
export interface Placed {
  readonly x: number;
  readonly y: number;
}

export interface Scale {
  readonly min: number;
  readonly max: number;
  readonly place: (value: number, at: number) => Placed;
}

/** Room above and below the line, so that dots are not cut. */
const MARGIN = 6;

/** Scale that shows all values and the threshold; values that are all equal lie in the middle. */
export function scaleOf(values: readonly (number | null)[], threshold: number | null = null): Scale {
  const known = [...values, threshold].filter((value) => value !== null);
  const [min, max] = known.length === 0 ? [0, 0] : [Math.min(...known), Math.max(...known)];
  const steps = Math.max(1, values.length - 1);
  const place = (value: number, at: number): Placed => ({
    x: values.length === 1 ? 50 : (at / steps) * 100,
    y: max === min ? 50 : MARGIN + ((max - value) / (max - min)) * (100 - 2 * MARGIN),
  });
  return { min, max, place };
}

/** Lines through neighbours that have a value; a gap where one has none. */
export function segmentsOf(values: readonly (number | null)[], { place }: Scale): Placed[][] {
  const segments: Placed[][] = [];
  let open: Placed[] | null = null;
  values.forEach((value, at) => {
    if (value === null) {
      open = null;
      return;
    }
    if (open === null) segments.push((open = []));
    open.push(place(value, at));
  });
  return segments;
}

const text = (value: number): string => String(Math.round(value * 100) / 100);

/** The line of a segment as a path. */
export const linePath = (segment: readonly Placed[]): string =>
  `M${segment.map(({ x, y }) => `${text(x)} ${text(y)}`).join('L')}${segment.length === 1 ? 'h0' : ''}`;

/** The area below a segment as a path. */
export const areaPath = (segment: readonly Placed[]): string =>
  `${linePath(segment)}L${text(segment.at(-1)!.x)} 100L${text(segment[0]!.x)} 100Z`;
