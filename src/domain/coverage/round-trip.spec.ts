import fc from 'fast-check';
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
};

/** Hits as each format can express them: JaCoCo has none. */
const SEEN: Readonly<Record<CoverageFormat, (line: ModelLine) => number>> = {
  lcov: ({ hits }) => hits,
  cobertura: ({ hits }) => hits,
  jacoco: ({ hits }) => Math.min(hits, 1),
  clover: ({ hits }) => hits,
};

describe.each(Object.keys(WRITERS) as CoverageFormat[])('a generated report in %s', (format) => {
  it('reads back equal', () => {
    fc.assert(
      fc.property(aModel, fc.nat(), (files, salt) => {
        const bytes = Buffer.from(WRITERS[format](files, salt));
        expect(filesOf(bytes)).toEqual(expectedFiles(files, SEEN[format]));
      }),
      { numRuns: 400 },
    );
  });

  it('reads back equal from any place in a larger buffer, and from a plain array', () => {
    fc.assert(
      fc.property(aModel, fc.nat(), fc.nat(9), fc.nat(9), (files, salt, before, behind) => {
        const bytes = Buffer.from(WRITERS[format](files, salt));
        const padded = Buffer.concat([Buffer.alloc(before, '9'), bytes, Buffer.alloc(behind, '9')]);
        const expected = filesOf(bytes);
        expect(filesOf(padded.subarray(before, before + bytes.length))).toEqual(expected);
        expect(filesOf(Uint8Array.from(bytes))).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  it('reads back equal when the order of its files changes', () => {
    fc.assert(
      fc.property(aModel, fc.nat(), (files, salt) => {
        const reversed = Buffer.from(WRITERS[format](files.toReversed(), salt));
        expect(filesOf(reversed)).toEqual(filesOf(Buffer.from(WRITERS[format](files, salt))));
      }),
      { numRuns: 100 },
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
