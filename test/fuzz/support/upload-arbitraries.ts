import { gzipSync } from 'node:zlib';
import fc, { type Arbitrary } from 'fast-check';
import { aCobertura, anLcov, aSarifLog } from '../../support/reports.js';
import type { DraftBody } from './request-arbitraries.js';
import type { Schema, SchemaArbitraries } from './schema-arbitraries.js';

/** A part of a form, as it goes over the wire. */
export interface FormPart {
  readonly name: string;
  /** A part with a file name is a file. */
  readonly fileName: string | null;
  readonly content: unknown;
}

const path = fc.constantFrom(
  'src/a.ts',
  'src/b.ts',
  './src/a.ts',
  'src\\c.ts',
  '/build/x/src/a.ts',
  '../up.ts',
  '',
  'ü.ts',
);
const lineNumber = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constantFrom(0, -1, 2_147_483_648, 1_000_000));

const sarif = fc
  .array(
    fc.record(
      {
        rule: fc.constantFrom('sql', 'eval', 'weak-hash', 'complexity', ''),
        path,
        line: lineNumber,
        level: fc.constantFrom('error' as const, 'warning' as const, 'note' as const),
        message: fc.string({ maxLength: 30 }),
        snippet: fc.constantFrom('md5(password)', 'eval(x)', '\u0000', ''),
        securitySeverity: fc.constantFrom('9.8', '7.5', '4', '0', 'x', '1e999'),
      },
      { requiredKeys: ['rule', 'path', 'line'] },
    ),
    { maxLength: 8 },
  )
  .map((results) => aSarifLog(results));

const hits = fc.array(fc.tuple(lineNumber, fc.oneof(fc.nat({ max: 9 }), fc.constantFrom(-1, 4_294_967_296))), {
  maxLength: 12,
});
const lcov = fc.dictionary(path, hits, { maxKeys: 4 }).map(anLcov);
const cobertura = fc.dictionary(path, hits, { maxKeys: 4 }).map(aCobertura);

const clover = hits.map(
  (known) =>
    `<?xml version="1.0"?><coverage generated="1"><project timestamp="1"><file name="a.ts" path="src/a.ts">${known
      .map(([line, count]) => `<line num="${line}" type="stmt" count="${count}"/>`)
      .join('')}</file></project></coverage>`,
);
const jacoco = hits.map(
  (known) =>
    `<?xml version="1.0"?><report name="r"><package name="a"><sourcefile name="A.java">${known
      .map(([line, count]) => `<line nr="${line}" mi="1" ci="${count}" mb="0" cb="0"/>`)
      .join('')}</sourcefile></package></report>`,
);
const eslint = fc.array(fc.tuple(path, lineNumber, fc.constantFrom(1, 2, 3, null)), { maxLength: 4 }).map((found) =>
  JSON.stringify(
    found.map(([filePath, line, severity]) => ({
      filePath,
      messages: [{ ruleId: 'no-unused-vars', severity, message: 'unused', line, column: 1 }],
    })),
  ),
);
const lizard = fc
  .array(fc.integer({ min: -1, max: 60 }), { maxLength: 4 })
  .map((ccns) => ccns.map((ccn) => `10,${ccn},40,1,12,"f@1-12@src/a.ts","src/a.ts","f","f()",1,12`).join('\n'));
const gitlab = fc
  .array(fc.constantFrom('blocker', 'critical', 'major', 'minor', 'info', 'x'), { maxLength: 4 })
  .map((severities) =>
    JSON.stringify(
      severities.map((severity, index) => ({
        description: 'd',
        check_name: 'c',
        fingerprint: String(index),
        severity,
        location: { path: 'src/a.ts', lines: { begin: index } },
      })),
    ),
  );
const places = fc.array(fc.tuple(path, lineNumber), { maxLength: 4 });
const checkstyle = places.map(
  (known) =>
    `<checkstyle>${known.map(([, line]) => `<file name="src/a.ts"><error line="${line}" severity="error" message="no" source="detekt.X"/></file>`).join('')}</checkstyle>`,
);
const sonarIssues = places.map((known) =>
  JSON.stringify({
    issues: known.map(([filePath, startLine]) => ({
      engineId: 'e',
      ruleId: 'r',
      type: 'BUG',
      primaryLocation: { message: 'no', filePath, textRange: { startLine } },
    })),
  }),
);
const gitlabSecurity = places.map((known) =>
  JSON.stringify({
    version: '15.0.4',
    scan: { scanner: { name: 's' }, status: known.length > 2 ? 'failure' : 'success' },
    vulnerabilities: known.map(([file, start_line]) => ({
      name: 'no',
      severity: 'High',
      location: { file, start_line },
    })),
  }),
);
const pylint = places.map((known) =>
  JSON.stringify(
    known.map(([file, line]) => ({
      symbol: 's',
      'message-id': 'E0213',
      type: 'error',
      message: 'no',
      path: file,
      line,
    })),
  ),
);
const pmd = places.map(
  (known) =>
    `<pmd version="7.0.0">${known.map(([, line]) => `<file name="src/a.java"><violation beginline="${line}" rule="R" priority="2">no</violation></file>`).join('')}</pmd>`,
);
const spotbugs = places.map(
  (known) =>
    `<BugCollection version="4.8">${known.map(([, line]) => `<BugInstance type="NP_X" rank="3"><SourceLine sourcepath="a.java" start="${line}"/></BugInstance>`).join('')}</BugCollection>`,
);
const diagnostics = places.map((known) =>
  known.map(([file, line]) => ({
    message: 'no',
    location: { path: file, range: { start: { line } } },
    source: { name: 's' },
  })),
);
const rdjson = diagnostics.map((known) => JSON.stringify({ source: { name: 's' }, diagnostics: known }));
const rdjsonl = diagnostics.map((known) => known.map((each) => JSON.stringify(each)).join('\n'));
const lines = places.map((known) => known.map(([file, line]) => `${file}:${line}:1: warning: no [-Wx]`).join('\n'));
const diff = fc
  .array(path, { maxLength: 3 })
  .map((paths) =>
    paths.map((p) => `diff --git a/${p} b/${p}\n--- a/${p}\n+++ b/${p}\n@@ -1,1 +1,2 @@\n a\n+b\n`).join(''),
  );
const pathList = fc.array(path, { maxLength: 6 }).map((paths) => paths.join('\n'));

const goProfile = hits.map((known) =>
  ['mode: set', ...known.map(([line, count]) => `src/a.go:${line}.1,${line}.9 1 ${count}`)].join('\n'),
);
const simpleCov = hits.map((known) =>
  JSON.stringify({ RSpec: { coverage: { 'a.rb': known.map(([, count]) => count) } } }),
);
const sonarQube = hits.map(
  (known) =>
    `<coverage version="1"><file path="src/a.ts">${known
      .map(([line, count]) => `<lineToCover lineNumber="${line}" covered="${count > 0}"/>`)
      .join('')}</file></coverage>`,
);
const istanbul = hits.map((known) =>
  JSON.stringify({
    'src/a.ts': {
      path: 'src/a.ts',
      statementMap: Object.fromEntries(known.map(([line], id) => [id, { start: { line } }])),
      s: Object.fromEntries(known.map(([, count], id) => [id, count])),
    },
  }),
);
const coveragePy = hits.map((known) =>
  JSON.stringify({
    meta: { branch_coverage: false },
    files: { 'src/a.py': { executed_lines: known.map(([line]) => line) } },
  }),
);
const openCover = hits.map(
  (known) =>
    `<CoverageSession><Modules><Module><Files><File uid="1" fullPath="src/a.cs"/></Files>${known
      .map(([line, count]) => `<SequencePoint vc="${count}" sl="${line}" fileid="1"/>`)
      .join('')}</Module></Modules></CoverageSession>`,
);
const llvm = hits.map((known) =>
  JSON.stringify({
    data: [{ files: [{ filename: 'src/a.c', segments: known.map(([line, count]) => [line, 1, count, true, true]) }] }],
  }),
);

const junit = fc
  .array(
    fc.tuple(fc.constantFrom('adds', 'ü', ''), path, fc.constantFrom('', '<failure message="no"/>', '<skipped/>')),
    {
      maxLength: 6,
    },
  )
  .map(
    (cases) =>
      `<testsuites><testsuite name="s">${cases
        .map(
          ([name, file, inside]) =>
            `<testcase name="${name}" classname="c" file="${file}" time="0.1">${inside}</testcase>`,
        )
        .join('')}</testsuite></testsuites>`,
  );

const FINDINGS = [
  ...[sarif, eslint, lizard, gitlab],
  ...[checkstyle, sonarIssues, gitlabSecurity, pylint, pmd, spotbugs, rdjson, rdjsonl, lines],
];
const COVERAGE = [
  ...[lcov, cobertura, clover, jacoco],
  ...[goProfile, simpleCov, sonarQube, istanbul, coveragePy, openCover, llvm],
];

/** A document for this route, or for another, whole or damaged. */
export function documentArbitrary(operationId: string): Arbitrary<Uint8Array> {
  const fitting = DOCUMENTS_OF[operationId] ?? [...FINDINGS, ...COVERAGE];
  const any = [...FINDINGS, ...COVERAGE, diff, pathList];
  return fc
    .tuple(
      fc.oneof(
        { arbitrary: fc.oneof(...fitting), weight: 6 },
        { arbitrary: fc.oneof(...any), weight: 1 },
        { arbitrary: fc.string({ unit: 'binary', maxLength: 200 }), weight: 1 },
      ),
      fc.oneof(
        { arbitrary: fc.constant('whole' as const), weight: 8 },
        {
          arbitrary: fc.constantFrom(
            'gzipped' as const,
            'cut' as const,
            'half gzipped' as const,
            'flipped' as const,
            'empty' as const,
            'utf-16' as const,
            'twice' as const,
          ),
          weight: 4,
        },
      ),
      fc.nat(),
    )
    .map(([text, how, where]) => damage(Buffer.from(text), how, where));
}

const DOCUMENTS_OF: Readonly<Record<string, Arbitrary<string>[]>> = {
  uploadCoverage: COVERAGE,
  uploadFindings: FINDINGS,
  uploadTests: [junit],
  saveScanChanges: [diff],
  saveScanFiles: [pathList],
};

type DocumentDamage = 'whole' | 'gzipped' | 'cut' | 'half gzipped' | 'flipped' | 'empty' | 'utf-16' | 'twice';

function damage(bytes: Buffer, how: DocumentDamage, where: number): Uint8Array {
  const at = bytes.length === 0 ? 0 : where % bytes.length;
  switch (how) {
    case 'whole':
      return bytes;
    case 'gzipped':
      return gzipSync(bytes);
    case 'half gzipped':
      return gzipSync(bytes).subarray(0, 15);
    case 'cut':
      return bytes.subarray(0, at);
    case 'flipped':
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([where % 256]), bytes.subarray(at + 1)]);
    case 'empty':
      return Buffer.alloc(0);
    case 'utf-16':
      return Buffer.from(`\ufeff${bytes.toString()}`, 'utf16le');
    case 'twice':
      return Buffer.concat([bytes, bytes]);
  }
}

/** A form of the schema's fields, sometimes with too many, too few or misnamed ones. */
export function formArbitrary(operationId: string, schema: Schema, schemas: SchemaArbitraries): Arbitrary<DraftBody> {
  const properties = (schema.properties ?? {}) as Readonly<Record<string, Schema>>;
  const required = new Set((schema.required ?? []) as string[]);
  const parts = Object.entries(properties).map(([name, property]) => {
    const isFile = property.format === 'binary';
    const content = isFile
      ? documentArbitrary(operationId)
      : fc.oneof(
          { arbitrary: schemas.valid(property, name), weight: 6 },
          { arbitrary: schemas.broken(property, name), weight: 1 },
        );
    const part: Arbitrary<FormPart> = fc.record({
      name: fc.constant(name),
      fileName: fc.constant(isFile ? 'report' : null),
      content,
    });
    return fc.option(part, { freq: required.has(name) ? 20 : 1 });
  });
  const unasked: Arbitrary<FormPart> = fc.record({
    name: fc.constantFrom('file', 'file[0]', 'a[b][c]', '__proto__', 'scan_id', 'format', '', 'x'.repeat(200)),
    fileName: fc.option(fc.constantFrom('a.xml', '../../x', '"', 'ü'), { freq: 2 }),
    content: fc.string({ maxLength: 20 }),
  });
  return fc.record({
    as: fc.constant('form' as const),
    parts: fc
      .tuple(
        fc.tuple(...parts),
        fc.oneof(
          { arbitrary: fc.constant([]), weight: 10 },
          { arbitrary: fc.array(unasked, { minLength: 1, maxLength: 30 }), weight: 1 },
        ),
      )
      .map(([known, more]) => [...known.filter((part) => part !== null), ...more]),
    isCut: fc.oneof({ arbitrary: fc.constant(false), weight: 30 }, { arbitrary: fc.constant(true), weight: 1 }),
    boundary: fc.oneof(
      { arbitrary: fc.constant('frontier'), weight: 30 },
      { arbitrary: fc.constantFrom('', 'a b', 'x'.repeat(100)), weight: 1 },
    ),
  });
}
