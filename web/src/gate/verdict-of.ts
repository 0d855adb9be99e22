/** Verdicts of pages. */
export type Verdict = 'clear' | 'degrading' | 'failed' | 'not_judged' | 'pending';
export type Direction = 'improving' | 'steady' | 'degrading' | null;

/** The verdict of pages for the gate's words: degrading is a gate that passed while the code got worse. */
export function verdictOf(status: string | null | undefined, direction: Direction = null): Verdict {
  if (status === 'failed') return 'failed';
  if (status === 'passed') return direction === 'degrading' ? 'degrading' : 'clear';
  return status == null || status === 'pending' ? 'pending' : 'not_judged';
}

/** Direction that is written beside a verdict; null where there is none, or where the verdict says it. */
export const directionBeside = (verdict: Verdict, direction: Direction): Direction =>
  direction === 'steady' || (verdict === 'degrading' && direction === 'degrading') ? null : direction;
