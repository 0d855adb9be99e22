import fc from 'fast-check';
import { propertyRuns } from '../../../test/support/programme.js';
import { type CoverageFormat, type FileCoverage } from './coverage-report.js';
import { parseCoverage } from './parse-coverage.js';

/** A file as the model of a report has it, lines in any order. */
interface ModelFile {
  readonly path: string;
  readonly lines: readonly ModelLine[];
}

interface ModelLine {
  readonly line: number;
  readonly hits: number;
  /** Null for a line without branches. */
  readonly branches: { readonly covered: number; readonly total: number } | null;
}

/** Text of the report in one format; `salt` decides what the format leaves open. */
type Writer = (files: readonly ModelFile[], salt: number) => string;

const WRITERS: Readonly<Record<CoverageFormat, Writer>> = {
  lcov: (files, salt) => {
    const end = salt % 2 === 0 ? '\n' : '\r\n';
    return ['TN:', ...files.flatMap((file) => lcovRecords(file, salt)), ''].join(end);
  },
  cobertura: (files) =>
    xml(
      `<coverage line-rate="1" version="1"><packages><package name="p"><classes>${files.map(coberturaClass).join('\n')}</classes></package></packages></coverage>`,
    ),
  jacoco: (files) => xml(`<report name="r">${files.map(jacocoPackage).join('')}</report>`),
  clover: (files, salt) =>
    xml(
      `<coverage generated="1"><project>${files.map((file) => cloverFile(file, salt)).join('\n')}</project></coverage>`,
    ),
  go: (files) => ['mode: count', ...files.flatMap(goBlocks), ''].join('\n'),
  simplecov: (files, salt) => JSON.stringify(simpleCov(files, salt), null, salt % 3),
  sonarqube: (files) => xml(`<coverage version="1">${files.map(sonarQubeFile).join('\n')}</coverage>`),
  istanbul: (files, salt) =>
    JSON.stringify(Object.fromEntries(files.map((file) => [file.path, istanbulFile(file, salt)])), null, salt % 3),
  coveragepy: (files, salt) =>
    JSON.stringify(
      { meta: { branch_coverage: true }, files: Object.fromEntries(files.map(coveragePyFile)) },
      null,
      salt % 3,
    ),
  opencover: (files) => xml(`<CoverageSession><Modules>${openCoverModule(files)}</Modules></CoverageSession>`),
  llvm: (files, salt) =>
    JSON.stringify(
      { data: [{ files: files.map(llvmFile) }], type: 'llvm.coverage.json.export', version: '2.0.1' },
      null,
      salt % 3,
    ),
};

/** Formats that have no branches. */
const WITHOUT_BRANCHES: readonly CoverageFormat[] = ['go'];
/** Formats in which a condition has two branches. */
const WITH_PAIRS: readonly CoverageFormat[] = ['llvm'];

/** Hits as each format can express them: some only say that a line ran. */
const SEEN: Readonly<Record<CoverageFormat, (line: ModelLine) => number>> = {
  lcov: ({ hits }) => hits,
  cobertura: ({ hits }) => hits,
  jacoco: ({ hits }) => Math.min(hits, 1),
  clover: ({ hits }) => hits,
  go: ({ hits }) => hits,
  simplecov: ({ hits }) => hits,
  sonarqube: ({ hits }) => Math.min(hits, 1),
  istanbul: ({ hits }) => hits,
  coveragepy: ({ hits }) => Math.min(hits, 1),
  opencover: ({ hits }) => hits,
  llvm: ({ hits }) => hits,
};

describe.each(Object.keys(WRITERS) as CoverageFormat[])('a generated report in %s', (format) => {
  it('reads back equal', () => {
    fc.assert(
      fc.property(modelFor(format), fc.nat(), (files, salt) => {
        const bytes = Buffer.from(WRITERS[format](files, salt));
        expect(filesOf(bytes)).toEqual(expectedFiles(files, SEEN[format]));
      }),
      { numRuns: propertyRuns(400) },
    );
  });

  it('reads back equal from any place in a larger buffer, and from a plain array', () => {
    fc.assert(
      fc.property(modelFor(format), fc.nat(), fc.nat(9), fc.nat(9), (files, salt, before, behind) => {
        const bytes = Buffer.from(WRITERS[format](files, salt));
        const padded = Buffer.concat([Buffer.alloc(before, '9'), bytes, Buffer.alloc(behind, '9')]);
        const expected = filesOf(bytes);
        expect(filesOf(padded.subarray(before, before + bytes.length))).toEqual(expected);
        expect(filesOf(Uint8Array.from(bytes))).toEqual(expected);
      }),
      { numRuns: propertyRuns(100) },
    );
  });

  it('reads back equal when the order of its files changes', () => {
    fc.assert(
      fc.property(modelFor(format), fc.nat(), (files, salt) => {
        const reversed = Buffer.from(WRITERS[format](files.toReversed(), salt));
        expect(filesOf(reversed)).toEqual(filesOf(Buffer.from(WRITERS[format](files, salt))));
      }),
      { numRuns: propertyRuns(100) },
    );
  });
});

function filesOf(bytes: Uint8Array): readonly FileCoverage[] {
  const report = parseCoverage(bytes);
  if (!report.ok) throw new Error(JSON.stringify(report.error));
  return report.value.files.map((file) => ({ ...file, lines: file.lines.slice(), hits: file.hits.slice() }));
}

function expectedFiles(files: readonly ModelFile[], hitsOf: (line: ModelLine) => number): FileCoverage[] {
  const inOrder = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  return inOrder.map(({ path, lines }) => {
    const ordered = [...lines].sort((a, b) => a.line - b.line);
    const withBranches = ordered.filter(({ branches }) => branches !== null);
    return {
      path,
      lines: Uint32Array.from(ordered, ({ line }) => line),
      hits: Uint32Array.from(ordered, hitsOf),
      branchLines: Uint32Array.from(withBranches, ({ line }) => line),
      branchesCovered: Uint32Array.from(withBranches, ({ branches }) => branches!.covered),
      branchesTotal: Uint32Array.from(withBranches, ({ branches }) => branches!.total),
      counted: null,
    };
  });
}

const aLine: fc.Arbitrary<ModelLine> = fc
  .record({
    line: fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 0x7fffffff })),
    hits: fc.oneof(fc.nat(3), fc.integer({ min: 0, max: 0xffffffff })),
    total: fc.nat(6),
    share: fc.nat(6),
  })
  .map(({ line, hits, total, share }) => ({
    line,
    hits,
    branches: total === 0 ? null : { total, covered: Math.min(share, total) },
  }));

const aPath = fc
  .array(
    fc.oneof(fc.constantFrom('src', 'a b', 'é', '<T>', '&amp;', "it's", 'x"y'), fc.stringMatching(/^[a-z]{1,5}$/)),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((names) => names.join('/'));

const aModel: fc.Arbitrary<ModelFile[]> = fc.uniqueArray(
  fc.record({
    path: aPath,
    // Only JaCoCo can report a file without lines, by its counters, so the model has none.
    lines: fc.uniqueArray(aLine, { minLength: 1, maxLength: 30, selector: ({ line }) => line }),
  }),
  { minLength: 1, maxLength: 6, selector: ({ path }) => path },
);

/** Files as the format can express them. */
function modelFor(format: CoverageFormat): fc.Arbitrary<ModelFile[]> {
  const branchesOf = ({ branches }: ModelLine): ModelLine['branches'] => {
    if (branches === null || WITHOUT_BRANCHES.includes(format)) return null;
    return WITH_PAIRS.includes(format) ? { total: 2, covered: Math.min(branches.covered, 2) } : branches;
  };
  const isWritable = ({ line }: ModelLine): boolean => format !== 'simplecov' || line <= 400;
  return aModel
    .map((files) =>
      files.map(({ path, lines }) => ({
        path,
        lines: lines.filter(isWritable).map((line) => ({ ...line, branches: branchesOf(line) })),
      })),
    )
    .filter((files) => files.every(({ lines }) => lines.length > 0));
}

const xml = (root: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;

const escaped = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;')
    .replace(/ /g, '&#x20;');

function lcovRecords({ path, lines }: ModelFile, salt: number): string[] {
  const branches = lines.flatMap(({ line, branches: of }) =>
    Array.from(
      { length: of?.total ?? 0 },
      (_, i) => `BRDA:${line},${salt % 70000},${i},${i < of!.covered ? 1 + (salt % 9) : salt % 2 === 0 ? '-' : 0}`,
    ),
  );
  const records = lines.map(({ line, hits }) => `DA:${line},${hits}${salt % 3 === 0 ? ',c2Vlbg' : ''}`);
  return [
    `SF:${path}`,
    ...(salt % 5 === 0 ? [...branches, ...records] : [...records, ...branches]),
    'LF:1',
    'end_of_record',
  ];
}

function coberturaClass({ path, lines }: ModelFile): string {
  const written = lines.map(({ line, hits, branches }) => {
    const branch =
      branches === null
        ? 'branch="false"'
        : `branch="true" condition-coverage="1% (${branches.covered}/${branches.total})"`;
    return `<line number="${line}" hits="${hits}" ${branch}/>`;
  });
  return `<class name="c" filename="${escaped(path)}"><methods/><lines>${written.join('\n')}</lines></class>`;
}

function jacocoPackage({ path, lines }: ModelFile): string {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  const written = lines.map(({ line, hits, branches }) => {
    const [mb, cb] = branches === null ? [0, 0] : [branches.total - branches.covered, branches.covered];
    return `<line nr="${line}" mi="1" ci="${hits}" mb="${mb}" cb="${cb}"/>`;
  });
  const name = path.slice(folder === '' ? 0 : folder.length + 1);
  return `<package name="${escaped(folder)}"><sourcefile name="${escaped(name)}">${written.join('')}</sourcefile></package>`;
}

function cloverFile({ path, lines }: ModelFile, salt: number): string {
  const written = lines.map(({ line, hits, branches }) =>
    branches === null
      ? `<line num="${line}" count="${hits}" type="stmt"/>`
      : `<line num="${line}" count="${hits}" type="cond" truecount="${branches.covered}" falsecount="${branches.total - branches.covered}"/>`,
  );
  const where = salt % 2 === 0 ? `name="${escaped(path)}"` : `name="other" path="${escaped(path)}"`;
  const file = `<file ${where}>${written.join('\n')}</file>`;
  return salt % 3 === 0 ? `<package name="p">${file}</package>` : file;
}

const goBlocks = ({ path, lines }: ModelFile): string[] =>
  lines.map(({ line, hits }) => `${path}:${line}.2,${line}.30 1 ${hits}`);

/** The result set of one command, or the formatter's report. */
function simpleCov(files: readonly ModelFile[], salt: number): object {
  const coverage = Object.fromEntries(files.map((file) => [file.path, simpleCovFile(file, salt)]));
  return salt % 2 === 0 ? { RSpec: { coverage, timestamp: 1 } } : { meta: { simplecov_version: '1' }, coverage };
}

function simpleCovFile({ lines }: ModelFile, salt: number): object {
  const hits = new Map(lines.map((each) => [each.line, each.hits]));
  const last = Math.max(...hits.keys());
  const arms = lines.flatMap(({ line, branches }) =>
    Array.from({ length: branches?.total ?? 0 }, (_, at) => ({ line, at, coverage: at < branches!.covered ? 3 : 0 })),
  );
  const conditions = lines.map(({ line }) => [
    `[:case, 0, ${line}, 1, ${line}, 9]`,
    Object.fromEntries(
      arms
        .filter((arm) => arm.line === line)
        .map(({ at, coverage }) => [`[:when, ${at}, ${line}, 1, ${line}, 9]`, coverage]),
    ),
  ]);
  const listed = arms.map(({ line, coverage }) => ({ type: 'when', start_line: line, end_line: line, coverage }));
  return {
    lines: Array.from({ length: last }, (_, at) => hits.get(at + 1) ?? null),
    branches: salt % 2 === 0 ? Object.fromEntries(conditions) : listed,
  };
}

function sonarQubeFile({ path, lines }: ModelFile): string {
  const written = lines.map(({ line, hits, branches }) => {
    const of = branches === null ? '' : `branchesToCover="${branches.total}" coveredBranches="${branches.covered}"`;
    return `<lineToCover lineNumber="${line}" covered="${hits > 0}" ${of}/>`;
  });
  return `<file path="${escaped(path)}">${written.join('')}</file>`;
}

function istanbulFile({ path, lines }: ModelFile, salt: number): object {
  const place = (line: number): object => ({ start: { line, column: 0 }, end: { line, column: 9 } });
  const conditions = lines.filter(({ branches }) => branches !== null);
  const arms = ({ branches }: ModelLine): number[] =>
    Array.from({ length: branches!.total }, (_, at) => (at < branches!.covered ? 2 : 0));
  const byId = <Value>(of: readonly ModelLine[], value: (line: ModelLine) => Value): Record<string, Value> =>
    Object.fromEntries(of.map((line, id) => [id, value(line)]));
  const members = Object.entries({
    path,
    statementMap: byId(lines, ({ line }) => place(line)),
    branchMap: byId(conditions, ({ line }) => (salt % 2 === 0 ? { loc: place(line), line: 1 } : { line })),
    s: byId(lines, ({ hits }) => hits),
    b: byId(conditions, arms),
  });
  // At least the path comes before what makes it one of Istanbul.
  return Object.fromEntries(salt % 5 === 0 ? members.toReversed() : members);
}

function coveragePyFile({ path, lines }: ModelFile): [string, object] {
  const linesWhere = (isCovered: boolean): number[] =>
    lines.filter(({ hits }) => hits > 0 === isCovered).map(({ line }) => line);
  const jumps = lines.flatMap(({ line, branches }) =>
    Array.from({ length: branches?.total ?? 0 }, (_, at) => ({ jump: [line, at - 1], taken: at < branches!.covered })),
  );
  const jumpsWhere = (isTaken: boolean): number[][] =>
    jumps.filter(({ taken }) => taken === isTaken).map(({ jump }) => jump);
  const file = {
    executed_lines: linesWhere(true),
    missing_lines: linesWhere(false),
    executed_branches: jumpsWhere(true),
    missing_branches: jumpsWhere(false),
    functions: { '': { executed_lines: [1, 2, 3], missing_lines: [4] } },
  };
  return [path, file];
}

function openCoverModule(files: readonly ModelFile[]): string {
  const listed = files.map(({ path }, uid) => `<File uid="${uid}" fullPath="${escaped(path)}"/>`);
  const classes = files.map(({ lines }, uid) => {
    const points = lines.map(
      ({ line, hits }) => `<SequencePoint vc="${hits}" sl="${line}" el="${line}" fileid="${uid}"/>`,
    );
    const branches = lines.flatMap(({ line, branches: of }) =>
      Array.from(
        { length: of?.total ?? 0 },
        (_, at) =>
          `<BranchPoint vc="${at < of!.covered ? 1 : 0}" ordinal="${at}" offset="7" sl="${line}" path="${at % 2}" fileid="${uid}"/>`,
      ),
    );
    return `<Class><Methods><Method>${points.join('')}${branches.join('')}</Method></Methods></Class>`;
  });
  return `<Module><Files>${listed.join('')}</Files><Classes>${classes.join('')}</Classes></Module>`;
}

function llvmFile({ path, lines }: ModelFile): object {
  const ordered = [...lines].sort((a, b) => a.line - b.line);
  return {
    filename: path,
    segments: ordered.flatMap(({ line, hits }) => [
      [line, 3, hits, true, true, false],
      [line, 9, 0, false, false, false],
    ]),
    branches: lines.flatMap(({ line, branches }) =>
      branches === null
        ? []
        : [[line, 3, line, 9, branches.covered > 0 ? 4 : 0, branches.covered > 1 ? 2 : 0, 0, 0, 4]],
    ),
  };
}
