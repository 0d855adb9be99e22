// Figures of measured times: medians and percentiles, and ratios of two series pair by pair.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const value = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return Number(value.toPrecision(3));
}

/** The median of the ratios of pairs that were measured one after the other. */
export const ratio = (ours, theirs) => median(ours.map((value, index) => value / theirs[index]));

/** Percentiles of times in ms, to a tenth; 0 without any. */
export function percentiles(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) =>
    Number((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1));
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}
