/** Verdicts of pages. */
export type Verdict = 'clear' | 'degrading' | 'failed' | 'not_judged' | 'pending';
export type Direction = 'improving' | 'steady' | 'degrading' | null;

/** The verdict of pages for the gate's words: degrading is a gate that passed while the code got worse. */
export function verdictOf(status: string | null | undefined, direction: Direction = null): Verdict {
  if (status === 'failed') return 'failed';
  if (status === 'passed') return direction === 'degrading' ? 'degrading' : 'clear';
  return status == null || status === 'pending' ? 'pending' : 'not_judged';
}

/** Words on the direction beside a verdict; null where there is none, or where the verdict says it. */
export function directionBeside(verdict: Verdict, direction: Direction): string | null {
  if (direction === null || direction === 'steady' || verdict === 'degrading') return null;
  return `${verdict === 'failed' && direction === 'improving' ? 'but' : 'and'} ${direction}`;
}
