import { type Parsed, parsed, type ReportError, unreadable } from '../report-error.js';
import { MAX_LINE } from '../scanning/numbers.js';
import { type ChangedFile, changedFile, type ChangedLines, type FileStatus, type Hunk } from './changed-lines.js';
import { commonName, type NamePair, readName, readSide, splitGitHeader, withoutUsualPrefix } from './diff-paths.js';
import { removedBy, toLineMap } from './line-map.js';
import { inPathOrder } from './line-ranges.js';
import { REPOSITORY_PATH_EXPECTED, toRepositoryPath } from './repository-path.js';

/**
 * Reads a unified diff as Git, GNU diff and their like write it, from one version to another. An empty diff is a change
 * of nothing. A deleted file comes under the path that it had, unless another file is at that path now; a copied file is a
 * new one, without hunks, since those compare it with another file; nor has a binary file any. Hunks come without context, and are null where their
 * old and new lines contradict each other. Refused, with the line: text that holds no diff, hunks that are cut off or
 * longer than their header says, combined diffs (of merges), and a path that two sections claim, as in a series of
 * patches, whose line numbers mean different versions.
 */
export function parseUnifiedDiff(text: string): Parsed<ChangedLines> {
  try {
    return parsed({ files: new DiffReader(text).read() });
  } catch (error) {
    if (error instanceof Refusal) return unreadable(error.code, error.message, { line: error.line, column: 1 });
    throw error;
  }
}

/** Leaves the reader from any depth; never leaves this file. */
class Refusal extends Error {
  constructor(
    readonly code: ReportError['code'],
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

/** Headers of one file, until its next section begins. */
interface Section {
  /** Line at which it begins, for messages. */
  readonly line: number;
  /** The names of the `diff --git` line, where they can be told apart. */
  readonly header: NamePair | null;
  /** The names of the `---` and `+++` lines. */
  sides: NamePair | null;
  renamedFrom: string | null;
  /** True when its hunks do not show how the lines of its old version became new ones: it is a copy, or binary. */
  hasNoLineMap: boolean;
  isCopy: boolean;
  /** The name after `rename to` or `copy to`, which has no prefix. */
  exactTo: string | null;
  isNew: boolean;
  isDeleted: boolean;
  /** The hunks without their context. */
  readonly runs: Run[];
  readonly added: [from: number, to: number][];
  /** The first line of the new version that no hunk has reached. */
  nextLine: number;
}

interface HunkHeader {
  /** First line of the old version in the hunk, or behind the place where the hunk has none. */
  readonly oldStart: number;
  readonly oldCount: number;
  /** First line of the new version in the hunk, or behind the place where the hunk has none. */
  readonly newStart: number;
  readonly newCount: number;
}

/** Lines that follow each other in both versions without a kept line between them: each side's first line and number. */
interface Run {
  readonly oldFirst: number;
  oldLines: number;
  readonly newFirst: number;
  newLines: number;
}

const HUNK_HEADER = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;
const COMBINED = /^(?:diff --(?:cc|combined) |@@@ -)/;
const BINARY = /^(?:Binary files .* differ|GIT binary patch)$/;
/** Ends a mailed patch; it would else read as a removed line. */
const MAIL_SIGNATURE = '-- ';

class DiffReader {
  private readonly files = new Map<string, ChangedFile>();
  private readonly deleted = new Map<string, ChangedFile>();
  private section: Section | null = null;
  private hasSection = false;
  private position: number;
  private lineNumber = 0;
  /** The line before ended a hunk: a content line here means that the hunk is longer than it says. */
  private isAfterHunk = false;

  constructor(private readonly text: string) {
    this.position = text.startsWith('\uFEFF') ? 1 : 0;
  }

  read(): ChangedFile[] {
    for (let line = this.nextLine(); line !== null; line = this.nextLine()) this.readHeaderLine(line);
    this.closeSection();
    if (!this.hasSection && this.text.trim() !== '') this.refuse('contains no unified diff');
    return inPathOrder([...new Map([...this.deleted, ...this.files]).values()]);
  }

  private readHeaderLine(line: string): void {
    if (COMBINED.test(line)) {
      this.refuse('is a combined diff of a merge; send a diff against a single base', 'unsupported_version');
    }
    if (line.startsWith('diff --git ')) this.openSection(splitGitHeader(line.slice('diff --git '.length)));
    else if (line.startsWith('--- ') && this.peek().startsWith('+++ ')) this.readSides(line);
    else if (this.section === null ? HUNK_HEADER.test(line) : line.startsWith('@@ ')) this.readHunk(line);
    else if (this.isAfterHunk) this.readLineAfterHunk(line);
    else this.readExtendedHeader(line);
  }

  private openSection(header: NamePair | null): Section {
    this.closeSection();
    this.hasSection = true;
    this.isAfterHunk = false;
    const section: Section = {
      line: this.lineNumber,
      header,
      sides: null,
      renamedFrom: null,
      hasNoLineMap: false,
      isCopy: false,
      exactTo: null,
      isNew: false,
      isDeleted: false,
      runs: [],
      added: [],
      nextLine: 1,
    };
    this.section = section;
    return section;
  }

  private readSides(line: string): void {
    // Without Git's header this line begins the section; with it, it is the section's only one.
    const section = this.section?.sides === null ? this.section : this.openSection(null);
    const from = readSide(line.slice(4));
    const to = readSide((this.nextLine() ?? '').slice(4));
    if (from === null || to === null) this.refuse('has a quoted name that is not terminated or has an unknown escape');
    section.sides = { from: from.name, to: to.name };
    this.isAfterHunk = false;
  }

  private readExtendedHeader(line: string): void {
    const { section } = this;
    if (section === null) return;
    if (line.startsWith('rename from ')) section.renamedFrom = this.exactName(line.slice('rename from '.length));
    else if (line.startsWith('rename to ')) section.exactTo = this.exactName(line.slice('rename to '.length));
    else if (line.startsWith('copy to ')) {
      section.exactTo = this.exactName(line.slice('copy to '.length));
      section.isCopy = true;
      section.hasNoLineMap = true;
    } else if (line.startsWith('new file mode ')) section.isNew = true;
    else if (line.startsWith('deleted file mode ')) section.isDeleted = true;
    else if (BINARY.test(line)) section.hasNoLineMap = true;
    else if (line.startsWith('--- ')) this.refuse('has a --- line without a +++ line after it');
  }

  private exactName(text: string): string {
    return readName(text) ?? this.refuse('has a quoted name that is not terminated or has an unknown escape');
  }

  private readLineAfterHunk(line: string): void {
    if (line.startsWith('\\')) return;
    this.isAfterHunk = false;
    if (line === MAIL_SIGNATURE) {
      this.closeSection();
      return;
    }
    if (/^[-+ ]/.test(line)) this.refuse('has a hunk that is longer than its header says');
  }

  private readHunk(header: string): void {
    const { section } = this;
    if (section?.sides == null) this.refuse('has a hunk before the names of its file');
    const { oldStart, oldCount, newStart, newCount } = this.parseHunkHeader(header);
    if (newCount > 0 && newStart < section.nextLine) this.refuse('has hunks that are out of order or overlap');
    if (Math.max(oldStart + oldCount, newStart + newCount) > MAX_LINE)
      this.refuse('has a line number over the limit', 'limit_exceeded');

    let oldLine = oldStart;
    let newLine = newStart;
    let oldLeft = oldCount;
    let newLeft = newCount;
    while (oldLeft > 0 || newLeft > 0) {
      const mark = this.skipContentLine();
      if (mark === '+') addLine(section.added, newLine);
      if (mark === '+' || mark === '-') addToRun(section.runs, mark, oldLine, newLine);
      if (mark !== '-' && mark !== '\\') {
        newLine += 1;
        newLeft -= 1;
      }
      if (mark !== '+' && mark !== '\\') {
        oldLine += 1;
        oldLeft -= 1;
      }
      if (oldLeft < 0 || newLeft < 0) this.refuse('has a hunk whose lines do not match its header');
    }
    if (newCount > 0) section.nextLine = newLine;
    this.isAfterHunk = true;
  }

  private parseHunkHeader(header: string): HunkHeader {
    const match = HUNK_HEADER.exec(header);
    if (match === null) this.refuse('has a hunk header that does not have the form @@ -1,2 +1,3 @@');
    const [, oldStart, oldLines = '1', newStart, newLines = '1'] = match;
    const [oldCount, newCount] = [Number(oldLines), Number(newLines)];
    if (newCount > 0 && Number(newStart) === 0) this.refuse('has a hunk that begins at line 0');
    return {
      oldStart: Number(oldStart) + Number(oldCount === 0),
      oldCount,
      newStart: Number(newStart) + Number(newCount === 0),
      newCount,
    };
  }

  /** Passes over one line inside a hunk, without copying it, and gives its mark. */
  private skipContentLine(): string {
    if (this.position >= this.text.length) this.refuse('ends inside a hunk');
    const end = this.lineEnd();
    const mark = this.text.charAt(this.position);
    const isBlank = end === this.position || (mark === '\r' && end === this.position + 1);
    this.position = end + 1;
    this.lineNumber += 1;
    // A blank context line whose one space an editor or mail program removed.
    if (isBlank) return ' ';
    if (mark !== '+' && mark !== '-' && mark !== ' ' && mark !== '\\') {
      this.refuse('has a line inside a hunk that is neither added, removed nor context');
    }
    return mark;
  }

  private closeSection(): void {
    const { section } = this;
    this.section = null;
    if (section === null) return;
    if (statusOf(section) === 'deleted') {
      this.closeDeleted(section);
      return;
    }
    const path = this.repositoryPath(section, newName(section));
    const oldPath = section.renamedFrom === null ? null : this.repositoryPath(section, section.renamedFrom);
    if (this.files.has(path)) {
      this.refuse('names one file twice; send a single diff from base to head', 'malformed', section.line);
    }
    const isMoved = oldPath !== null && oldPath !== path;
    const hunks = hunksOf(section);
    this.files.set(
      path,
      changedFile({
        path,
        oldPath: isMoved ? oldPath : null,
        added: section.added,
        removed: hunks && removedBy(hunks),
        hunks,
        status: isMoved ? 'renamed' : statusOf(section),
      }),
    );
  }

  /** A name that cannot be read is no fault here: nothing can be stored about a file that is gone. */
  private closeDeleted(section: Section): void {
    const path = toRepositoryPath(oldName(section) ?? '');
    const hunks = hunksOf(section);
    if (path === null) return;
    this.deleted.set(path, changedFile({ path, removed: hunks && removedBy(hunks), hunks, status: 'deleted' }));
  }

  private repositoryPath(section: Section, name: string | null): string {
    if (name === null) {
      this.refuse('has a file header without the name of the file', 'malformed', section.line);
    }
    const path = toRepositoryPath(name);
    return path ?? this.refuse(`has an invalid file name: it ${REPOSITORY_PATH_EXPECTED}`, 'malformed', section.line);
  }

  private lineEnd(): number {
    const end = this.text.indexOf('\n', this.position);
    return end < 0 ? this.text.length : end;
  }

  /** The next line without its end, CR LF included (Git quotes a name with a CR); null at the end of the text. */
  private nextLine(): string | null {
    if (this.position >= this.text.length) return null;
    const line = this.peek();
    this.position = this.lineEnd() + 1;
    this.lineNumber += 1;
    return line;
  }

  private peek(): string {
    const line = this.text.slice(this.position, this.lineEnd());
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }

  private refuse(message: string, code: ReportError['code'] = 'malformed', line = this.lineNumber): never {
    throw new Refusal(code, `The diff ${message}.`, Math.max(line, 1));
  }
}

function statusOf({ isDeleted, isNew, isCopy, sides }: Section): FileStatus {
  if (isDeleted || sides?.to === null) return 'deleted';
  return isNew || isCopy || sides?.from === null ? 'added' : 'modified';
}

/** The path of a deleted file; null when no header names it. */
function oldName({ header, sides }: Section): string | null {
  const name = header?.from != null && header.to !== null ? commonName({ from: header.from, to: header.to }) : null;
  return name ?? sides?.from?.replace(/^a\//, '') ?? null;
}

/** The path in the new version, from the most reliable header to the least; null when none names it. */
function newName({ header, sides, exactTo }: Section): string | null {
  if (exactTo !== null) return exactTo;
  const pairs = [header, sides].filter((pair) => pair !== null);
  for (const { from, to } of pairs) {
    const name = from === null || to === null ? null : commonName({ from, to });
    if (name !== null) return name;
  }
  return sides?.to == null ? null : withoutUsualPrefix(sides.to);
}

/** The hunks as `git diff -U0` prints them; null where they make no line map. */
function hunksOf({ runs, hasNoLineMap }: Section): readonly Hunk[] | null {
  if (hasNoLineMap) return null;
  return toLineMap(
    runs.map(({ oldFirst, oldLines, newFirst, newLines }) => [
      oldLines === 0 ? oldFirst - 1 : oldFirst,
      oldLines,
      newLines === 0 ? newFirst - 1 : newFirst,
      newLines,
    ]),
  );
}

function addToRun(runs: Run[], mark: '+' | '-', oldLine: number, newLine: number): void {
  let run = runs.at(-1);
  if (run === undefined || run.oldFirst + run.oldLines !== oldLine || run.newFirst + run.newLines !== newLine) {
    run = { oldFirst: oldLine, oldLines: 0, newFirst: newLine, newLines: 0 };
    runs.push(run);
  }
  if (mark === '+') run.newLines += 1;
  else run.oldLines += 1;
}

function addLine(added: [number, number][], line: number): void {
  const last = added.at(-1);
  if (last?.[1] === line - 1) last[1] = line;
  else added.push([line, line]);
}
