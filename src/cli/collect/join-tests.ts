import path from 'node:path';
import { decodeText } from '../../domain/scanning/decode-text.js';
import { parseTests } from '../../domain/test-results/parse-tests.js';
import { type TestsFile } from '../report-file.js';

/** Name of a report that Surefire, Gradle and others write for one class. */
const OF_ONE_CLASS = /^TEST-.*\.xml$/;
const MAX_JOINED_BYTES = 20 * 1024 * 1024;
/** Text before the root element: declaration, comments, document type without an internal subset. */
const PROLOG = /^(?:\s+|<\?[^]*?\?>|<!--[^]*?-->|<!DOCTYPE[^>[]*>)+/;

/**
 * Joins the reports of single classes folder by folder, so that a build of a thousand classes is a few uploads. All others are sent as
 * they are, and so are those that cannot be read: the service says why.
 */
export function joinTests(files: readonly TestsFile[]): readonly TestsFile[] {
  const groups = new Map<string, TestsFile[]>();
  const alone: TestsFile[] = [];
  for (const file of files) {
    const folder = path.posix.dirname(file.name);
    const group = groups.get(folder) ?? [];
    if (!isJoined(file)) alone.push(file);
    else groups.set(folder, [...group, file]);
  }
  return [...alone, ...[...groups.values()].flatMap(chunksOf).map(join)];
}

const isJoined = ({ name, content }: TestsFile): boolean =>
  OF_ONE_CLASS.test(path.posix.basename(name)) && parseTests(content).ok;

function chunksOf(files: readonly TestsFile[]): TestsFile[][] {
  const chunks: TestsFile[][] = [];
  let bytes = Infinity;
  for (const file of files) {
    bytes += file.content.length;
    if (bytes > MAX_JOINED_BYTES) {
      chunks.push([]);
      bytes = file.content.length;
    }
    chunks.at(-1)!.push(file);
  }
  return chunks;
}

function join(files: readonly TestsFile[]): TestsFile {
  const [first, ...others] = files;
  if (others.length === 0) return first!;
  const roots = files.map(({ content }) => Buffer.from(decodeText(content).bytes).toString('utf8').replace(PROLOG, ''));
  return {
    ...first!,
    name: `${first!.name} and ${others.length} more`,
    content: Buffer.from(`<testsuites>\n${roots.join('\n')}\n</testsuites>\n`),
  };
}
