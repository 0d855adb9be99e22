/** Lines of a changed file that a forge shows together: suggestions must lie within one hunk. */
export interface Hunk {
  /** Line of the old text by line of the new one; null for an added line. */
  readonly oldLines: ReadonlyMap<number, number | null>;
}

const HEADER = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

/** The hunks of one file's unified diff, as forges answer it: without the lines that name the file. */
export function readHunks(patch: string): readonly Hunk[] {
  const hunks: { oldLines: Map<number, number | null> }[] = [];
  let [oldLine, newLine] = [0, 0];
  for (const line of patch.split('\n')) {
    const header = HEADER.exec(line);
    if (header) {
      [oldLine, newLine] = [Number(header[1]), Number(header[2])];
      hunks.push({ oldLines: new Map() });
    } else if (line.startsWith('-')) oldLine += 1;
    else if (line.startsWith('+')) hunks.at(-1)?.oldLines.set(newLine++, null);
    else if (line.startsWith(' ')) hunks.at(-1)?.oldLines.set(newLine++, oldLine++);
  }
  return hunks;
}

/** The hunk that holds all lines of a range; undefined where none does. */
export const hunkOf = (
  hunks: readonly Hunk[],
  { startLine, endLine }: { readonly startLine: number; readonly endLine: number },
): Hunk | undefined => hunks.find(({ oldLines }) => oldLines.has(startLine) && oldLines.has(endLine));
