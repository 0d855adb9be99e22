// Figures of measured times: medians, and ratios of two series pair by pair.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const value = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return Number(value.toPrecision(3));
}

/** The median of the ratios of pairs that were measured one after the other. */
export const ratio = (ours, theirs) => median(ours.map((value, index) => value / theirs[index]));
