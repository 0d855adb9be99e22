/** A failure as it is printed: the message, and the hint below it. */
export function describeFailure(message: string, hint: string | null): string {
  return hint === null ? `qgate: ${message}\n` : `qgate: ${message}\n       ${hint}\n`;
}
