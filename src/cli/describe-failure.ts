/** A failure as it is printed: what happened, and below it what to do about it. */
export function describeFailure(message: string, hint: string | null): string {
  return hint === null ? `qgate: ${message}\n` : `qgate: ${message}\n       ${hint}\n`;
}
