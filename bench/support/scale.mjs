// `BENCH_SCALE` shrinks what a bench measures (0.01 is a hundredth of it), to see within seconds that it runs. Figures of
// such a run mean nothing, so its goals are not judged.
const scale = Number(process.env.BENCH_SCALE ?? 1);
if (!(scale > 0 && scale <= 1)) throw new Error('BENCH_SCALE has to be more than 0 and at most 1.');

export const isFullSize = scale === 1;

/** A size at that scale, at least `least`. */
export const scaled = (size, least = 1) => Math.max(least, Math.round(size * scale));

/** The exit code of a bench: 1 where it misses a goal at full size. */
export const exitCodeOf = (verdicts) => (isFullSize && verdicts.some(({ met }) => !met) ? 1 : 0);
