import fc from 'fast-check';
import { exportSarif } from '../../../src/domain/findings/export-sarif.js';
import type { Finding } from '../../../src/domain/findings/finding.js';
import { flagged } from '../../support/flagged-code.js';

/** Lines of code by the paths of their files. */
export type Project = Readonly<Record<string, readonly string[]>>;

export const TOOLS = ['alpha', 'beta'] as const;
export type Tool = (typeof TOOLS)[number];

/** Statement that each tool reports; where it says "again" it is worse, where it says "ok" its user suppressed it. */
const FLAGGED: Readonly<Record<Tool, string>> = { alpha: 'eval', beta: 'save' };
const LINES = [
  '  eval(input);',
  '  eval(output); // again',
  '  eval(output); // ok',
  '  if (eval(a)) return save(b);',
  '  save(a, b);',
  '  save(a, b); // ok',
  '  const a = compute(1);',
  '  const b = compute(a, 2);',
  '}',
  'function total(cart) {',
  'function empty(cart) {',
];
const PATHS = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((name) => [`src/${name}.js`, `lib/${name}.js`]);

const line = fc.constantFrom(...LINES);
const code = fc.array(line, { minLength: 2, maxLength: 6 });

export const projectArbitrary: fc.Arbitrary<Project> = fc
  .tuple(...PATHS.map(() => code))
  .map((files) => Object.fromEntries(PATHS.map((path, at) => [path, files[at]!])));

/** One edit of a file: `restore` brings its first code back, under its first path. */
const edit = fc.record({
  file: fc.nat(PATHS.length - 1),
  at: fc.nat(6),
  line,
  kind: fc.constantFrom('insert', 'insert', 'remove', 'replace', 'delete', 'rename', 'restore'),
});
export type Edit = typeof edit extends fc.Arbitrary<infer Made> ? Made : never;
export const editsArbitrary: fc.Arbitrary<readonly Edit[]> = fc.oneof(
  { weight: 4, arbitrary: fc.array(edit, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(edit, { minLength: 6, maxLength: 12 }) },
);

export function applyEdits(before: Project, edits: readonly Edit[], first: Project): Project {
  const files = new Map(Object.entries(before).map(([path, lines]) => [path, [...lines]]));
  for (const { file, at, line: text, kind } of edits) {
    if (kind === 'restore') files.set(PATHS[file]!, [...first[PATHS[file]!]!]);
    const path = [...files.keys()][file % files.size];
    if (path === undefined || kind === 'restore') continue;
    const lines = files.get(path)!;
    const place = at % (lines.length + 1);
    if (kind === 'insert') lines.splice(place, 0, text);
    if (kind === 'remove') lines.splice(place, 1);
    if (kind === 'replace') lines.splice(place, 1, text);
    if (kind === 'delete' || kind === 'rename') files.delete(path);
    if (kind === 'rename') files.set(`moved/${path.split('/').at(-1)!}`, lines);
  }
  return Object.fromEntries(files);
}

function findingsOf(project: Project, tool: Tool): Finding[] {
  const marked = (lines: readonly string[]) => lines.join('\n').replaceAll(FLAGGED[tool], `«${FLAGGED[tool]}»`);
  return Object.entries(project).flatMap(([path, lines]) =>
    flagged(marked(lines), { path, rule: `no-${FLAGGED[tool]}`, withoutScopes: tool === 'beta' }).map(
      (finding): Finding => ({
        ...finding,
        tool,
        severity: finding.snippet!.includes('again') ? 'high' : 'low',
        isSuppressed: finding.snippet!.includes('ok'),
      }),
    ),
  );
}

/** The SARIF log of a tool that looks at the whole project. */
export const sarifOf = (project: Project, tool: Tool, version: string): string =>
  JSON.stringify(
    exportSarif({
      scan: null,
      toolVersions: { [tool]: version },
      findings: findingsOf(project, tool).map((each) => ({ ...each, ...each.region })),
    }),
  );

/** A jscpd report: all files that have some first line in common with another one duplicate a text there. */
export function clonesOf(project: Project): string {
  const byLine = new Map<string, string[]>();
  for (const path of Object.keys(project).sort()) {
    const text = project[path]![0] ?? '';
    byLine.set(text, [...(byLine.get(text) ?? []), path]);
  }
  const duplicates = [...byLine].flatMap(([text, [first, ...others]]) =>
    others.map((other) => ({
      format: 'javascript',
      lines: 8,
      fragment: Array.from({ length: 8 }, (_, at) => `${text} ${at}`).join('\n'),
      firstFile: { name: first, start: 1, end: 8 },
      secondFile: { name: other, start: 1, end: 8 },
    })),
  );
  return JSON.stringify({ statistics: { total: { lines: 1000, duplicatedLines: 30 } }, duplicates });
}

/** Lines that a change adds, file by file, as `POST /scans/:id/changes` takes them. */
export const changesBetween = (before: Project, now: Project): object => ({
  files: Object.entries(now).flatMap(([path, lines]) => {
    const old = before[path] ?? [];
    let top = 0;
    while (top < lines.length && lines[top] === old[top]) top += 1;
    let below = 0;
    while (below < lines.length - top && below < old.length - top && lines.at(-1 - below) === old.at(-1 - below))
      below += 1;
    if (top === lines.length && old.length === lines.length) return [];
    return [{ path, added: top + below < lines.length ? [[top + 1, lines.length - below]] : [] }];
  }),
});
