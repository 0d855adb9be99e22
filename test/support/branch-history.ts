/** A file with lines that keep their numbers from version to version, some of which are flagged. */
export interface ModelLine {
  readonly id: number;
  readonly text: string;
  readonly isFlagged: boolean;
}
export type ModelFile = readonly ModelLine[];

/** An edit of one line, named by its id: so it can be applied to any version that has the line. */
export type Edit =
  | { readonly kind: 'insert'; readonly after: number; readonly line: ModelLine }
  | { readonly kind: 'edit'; readonly id: number; readonly text: string }
  | { readonly kind: 'delete'; readonly id: number };

export function applyEdits(file: ModelFile, edits: readonly Edit[]): ModelFile {
  let lines = [...file];
  for (const edit of edits) {
    if (edit.kind === 'delete') lines = lines.filter(({ id }) => id !== edit.id);
    else if (edit.kind === 'edit')
      lines = lines.map((line) => (line.id === edit.id ? { ...line, text: edit.text } : line));
    else lines.splice(lines.findIndex(({ id }) => id === edit.after) + 1, 0, edit.line);
  }
  return lines;
}

type ModelHunk = readonly [oldStart: number, oldLines: number, newStart: number, newLines: number];

/** The hunks between two versions, as `git diff -U0` writes them. */
export function hunksBetween(before: ModelFile, now: ModelFile): ModelHunk[] {
  const hunks: ModelHunk[] = [];
  const kept = new Map(now.map((line, at) => [`${line.id} ${line.text}`, at]));
  let [oldFrom, newFrom] = [0, 0];
  const close = (oldTo: number, newTo: number): void => {
    const [oldLines, newLines] = [oldTo - oldFrom, newTo - newFrom];
    if (oldLines + newLines > 0)
      hunks.push([oldFrom + (oldLines > 0 ? 1 : 0), oldLines, newFrom + (newLines > 0 ? 1 : 0), newLines]);
  };
  before.forEach((line, at) => {
    const place = kept.get(`${line.id} ${line.text}`);
    if (place === undefined) return;
    close(at, place);
    [oldFrom, newFrom] = [at + 1, place + 1];
  });
  close(before.length, now.length);
  return hunks;
}

/** The change from one version to another, as POST /scans/:id/changes takes it. */
export function changeBetween(path: string, before: ModelFile, now: ModelFile): object[] {
  const hunks = hunksBetween(before, now);
  const added = hunks.flatMap(([, , start, count]) => (count === 0 ? [] : [[start, start + count - 1]]));
  return hunks.length === 0 ? [] : [{ path, added, hunks }];
}
