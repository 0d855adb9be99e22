const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/**
 * A unified diff without its text: the numbers of added and removed lines, not their contents. The service needs no
 * more, source code stays in the checkout, and a large change stays small (docs/adr/qgate.md#facts-sent-about-a-change).
 */
export function withoutSourceText(diff: string): string {
  const kept: string[] = [];
  let remaining = 0;
  for (const line of diff.split('\n')) {
    if (remaining > 0) {
      kept.push(line.slice(0, 1));
      // "\ No newline at end of file" belongs to the line before it.
      if (!line.startsWith('\\')) remaining -= 1;
      continue;
    }
    const hunk = HUNK.exec(line);
    if (hunk !== null) {
      // Behind the numbers git quotes the enclosing function.
      kept.push(hunk[0]);
      remaining = Number(hunk[1] ?? 1) + Number(hunk[2] ?? 1);
    } else if (!line.startsWith('\\')) kept.push(line);
  }
  return kept.join('\n');
}
