import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { identifyReport } from './identify-report.js';
import { lookOf } from './report-look.js';
import { REPORT_KINDS } from './report-names.js';

const KIB = 1024;
/** A file that was left out, with the reason. */
export interface SkippedFile {
  readonly path: string;
  readonly reason: string;
}

/** Sizes of files that may be reports: smaller ones say nothing, larger ones are not taken. */
const SIZES = { least: KIB, most: 100 * KIB ** 2 };
/** Files that are named, and files that are looked at. */
const MAX_NAMED = 10;
const MAX_LOOKED_AT = 5_000;
/** Bytes at the beginning of a file by which it is recognized. */
const BEGINNING = KIB;
/** Largest file that is read whole to say how it can be taken. */
const MAX_READ = 25 * KIB ** 2;

const DEPENDENCIES =
  /(^|\/)(vendor|third_party|bower_components|site-packages|Pods|\.gradle|\.m2|\.terraform|\.tox|\.nox|\.yarn|\.pnpm-store|\.bundle)\//;

/** The place of a checkout in which reports are searched. */
export interface SearchedPlace {
  readonly root: string;
  readonly tracked: ReadonlySet<string>;
  /** True when `exclude` names a file. */
  readonly excluded: (path: string) => boolean;
}

/**
 * Finds files that look like reports and are not named like any, with the reason for which they were not read. Files that git tracks are
 * the repository's own.
 */
export async function findUnread(
  { root, tracked, excluded }: SearchedPlace,
  paths: readonly string[],
): Promise<readonly SkippedFile[]> {
  const found: SkippedFile[] = [];
  const looked = paths.filter((each) => !tracked.has(each) && !DEPENDENCIES.test(each) && !excluded(each));
  for (const each of looked.slice(0, MAX_LOOKED_AT)) {
    if (found.length === MAX_NAMED) break;
    const reason = await reasonFor(each, path.join(root, each));
    if (reason !== null) found.push({ path: each, reason });
  }
  return found;
}

async function reasonFor(name: string, file: string): Promise<string | null> {
  const begun = await readBeginning(file).catch(() => null);
  const look = begun === null || begun.size < SIZES.least || begun.size > SIZES.most ? null : lookOf(begun.text);
  if (begun === null || look === null) return null;
  if (begun.size > MAX_READ)
    return `it looks like ${look}, but its name is not that of a report: specify it with an option`;
  const content = await readFile(file);
  for (const kind of REPORT_KINDS) {
    const identified = identifyReport(kind, name, content);
    if ('file' in identified) return `${look}, but its name is not that of a report: include it with --${kind} ${name}`;
    if (identified.problem.includes('version')) return identified.problem;
  }
  return `it looks like ${look}, which is not supported`;
}

async function readBeginning(file: string): Promise<{ readonly text: string; readonly size: number }> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(BEGINNING), 0, BEGINNING, 0);
    return { text: buffer.toString('utf8', 0, bytesRead), size };
  } finally {
    await handle.close();
  }
}
