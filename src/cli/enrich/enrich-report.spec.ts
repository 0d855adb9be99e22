import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extractFeatures } from '../../domain/findings/features/extract-features.js';
import { type Finding, type FindingsFormat, type FindingsReport } from '../../domain/findings/finding.js';
import { NOTHING_KNOWN } from '../../domain/findings/matching/known-changes.js';
import { matchFindings } from '../../domain/findings/matching/match-findings.js';
import { parseFindings } from '../../domain/findings/parse-findings.js';
import { type FindingsFile } from '../report-file.js';
import { Checkout, type CheckoutOptions } from '../source/checkout.js';
import { ENRICH_LIMITS } from '../source/limits.js';
import { enrichReport } from './enrich-report.js';
import { findSecrets } from './secret-lines.js';

const CART = `import { tax } from './tax.js';

export class Cart {
  total(items) {
    let sum = 0;
    for (const item of items) {
      sum += eval(item.price);
    }
    return tax(sum);
  }
}
`;

describe('enrichReport', () => {
  let root: string;

  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'qgate-enrich-')));
    write({ 'src/cart.js': CART });
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const tracked = new Set<string>();

  function write(files: Readonly<Record<string, string>>): void {
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), content);
      tracked.add(file);
    }
  }

  function aReport(format: FindingsFormat, content: unknown): FindingsFile {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    return { kind: 'findings', name: 'a report', format, content: Buffer.from(text) };
  }

  const enrich = (report: FindingsFile, options: Partial<CheckoutOptions> = {}) =>
    enrichReport(report, new Checkout({ root, tracked: [...tracked], ...options }));

  function read({ content, format }: FindingsFile): FindingsReport {
    const report = parseFindings(content, { format });
    if (!report.ok) throw new Error(report.error.message);
    return report.value;
  }

  const findingsOf = (report: FindingsFile): readonly Finding[] => read(report).runs.flatMap((run) => run.findings);
  const resultsOf = (report: FindingsFile): any[] =>
    JSON.parse(report.content.toString('utf8')).runs.flatMap((run: any) => run.results);

  const aLocation = (region: object, uri = 'src/cart.js') => ({
    physicalLocation: { artifactLocation: { uri }, region },
  });
  const aResult = (region: object, fields: object = {}) => ({
    ruleId: 'no-eval',
    message: { text: 'eval' },
    locations: [aLocation(region)],
    ...fields,
  });
  const aSarif = (results: readonly object[], run: object = {}): FindingsFile =>
    aReport('sarif', { version: '2.1.0', runs: [{ tool: { driver: { name: 'scan' } }, results, ...run }] });

  const EVAL = { startLine: 7, startColumn: 14, endColumn: 30 };

  describe('secrets', () => {
    const CONFIG = `const key = 'AbCd1234efGH';\nconst other = 1;\nconst password = "hunter2";\n`;
    const TOKEN = `ghp_${'a1B2c3D4e5f6'.repeat(3)}`;
    const aPlace = (startLine: number, fields: object = {}) => aLocation({ startLine, ...fields }, 'config.js');
    const aLeak = (startLine: number, text: string, fields: object = {}) => ({
      ruleId: 'generic-api-key',
      message: { text },
      locations: [aPlace(startLine, fields)],
    });
    const aSarifOf = (name: string, results: readonly object[]): FindingsFile =>
      aReport('sarif', { version: '2.1.0', runs: [{ tool: { driver: { name } }, results }] });

    beforeEach(() => write({ 'config.js': CONFIG }));

    it('are blanked in snippets, messages and the lines around', async () => {
      const { report } = await enrich(
        aSarifOf('gitleaks', [
          aLeak(1, "found 'AbCd1234efGH'", { snippet: { text: "key = 'AbCd1234efGH'" } }),
          aLeak(3, 'found `hunter2`'),
        ]),
      );
      const sent = report.content.toString();
      expect(sent).not.toMatch(/AbCd1234efGH|hunter2/);
      const [one, other] = findingsOf(report);
      expect(one).toMatchObject({ snippet: '***', message: "found '***'", severity: 'critical' });
      expect(other).toMatchObject({ snippet: '***', message: 'found `***`' });
      expect(one!.context!.text).toBe(`const key = '***';\nconst other = 1;\nconst password = "***";\n`);
    });

    it('are told apart by the text of the file where their tool redacts them', async () => {
      const markOfLine = async (line: string, region: object) => {
        write({ 'config.js': `${line}\n` });
        const { report, completed } = await enrich(
          aSarifOf('gitleaks', [aLeak(1, 'found', { ...region, snippet: { text: 'REDACTED' } })]),
        );
        expect([completed, findingsOf(report)[0]!.snippet]).toEqual([1, '***']);
        return findingsOf(report)[0]!.partialFingerprints['qgate/secret'];
      };
      const one = await markOfLine(`const key = 'AbCd1234efGH';`, { startColumn: 14, endColumn: 26 });
      expect(one).toMatch(/^[0-9a-f]{5}$/);
      expect(await markOfLine(`const key = 'ZyXw9876vuTS';`, { startColumn: 14, endColumn: 26 })).not.toBe(one);
      expect(await markOfLine(`  let its = 'AbCd1234efGH';`, { startColumn: 14, endColumn: 26 })).toBe(one);
      // a tool that flags the whole line
      expect(await markOfLine(`module.exports.key = 'AbCd1234efGH';`, {})).toBe(one);
    });

    it('are blanked beside the place of the finding', async () => {
      const place = { ...aPlace(2, { snippet: { text: 'hunter3' } }), message: { text: 'set to "hunter3"' } };
      const flow = { threadFlows: [{ locations: [{ location: place }] }] };
      const leak = { ...aLeak(1, 'found'), relatedLocations: [place], codeFlows: [flow] };
      const { report } = await enrich(aSarifOf('gitleaks', [leak]));
      expect(report.content.toString()).not.toContain('hunter3');
      expect(findingsOf(report)[0]!.trace!.flows[0]).toEqual([
        { filePath: 'config.js', line: 2, message: 'set to "***"' },
      ]);
    });

    it('are blanked in the reports of other tools, by line and by text', async () => {
      const leaks = aSarifOf('gitleaks', [aLeak(1, 'found', { snippet: { text: 'AbCd1234efGH' } })]);
      const others = aSarifOf('scan', [aLeak(2, 'near AbCd1234efGH'), aLeak(1, `and ${TOKEN}`)]);
      const checkout = new Checkout({ root, tracked: [...tracked] });
      const { report } = await enrichReport(others, checkout, findSecrets([leaks, others], checkout));
      expect(report.content.toString()).not.toMatch(/AbCd1234efGH|ghp_/);
      expect(findingsOf(report)).toMatchObject([{ snippet: 'const other = 1;' }, { snippet: '***' }]);
    });

    it('are blanked in a private key above a finding, which no tool names', async () => {
      const body = Array.from({ length: 12 }, (_, at) => `${'a1B2c3D4'.repeat(7)}${at}`);
      const key = ['-----BEGIN RSA PRIVATE KEY-----', ...body, '-----END RSA PRIVATE KEY-----'];
      write({ 'config.js': `const key = \`${key.join('\n')}\`;\nconst other = 1;\n` });
      const { report } = await enrich(aSarifOf('scan', [aLeak(key.length + 1, 'found')]));
      expect(report.content.toString()).not.toContain('a1B2c3D4');
      expect(findingsOf(report)[0]!.snippet).toBe('const other = 1;');
    });

    it('are blanked whole where one begins like another, and however many there are', async () => {
      const leaks = Array.from({ length: 1_200 }, (_, at) => aLeak(1, 'found', { snippet: { text: `s3cret-${at}` } }));
      const secrets = findSecrets([aSarifOf('gitleaks', leaks)], { root, tracked: [] });
      const others = aSarifOf('scan', [aLeak(2, 'near s3cret-1, s3cret-11 and s3cret-1199.')]);
      const { report } = await enrichReport(others, new Checkout({ root, tracked: [...tracked] }), secrets);
      expect(findingsOf(report)[0]!.message).toBe('near ***, *** and ***.');
    });

    it.each([
      [
        'gitleaks',
        [{ RuleID: 'x', Description: 'd', File: 'gone.js', StartLine: 9, Match: 'k=hunter2', Secret: 'hunter2' }],
      ],
      ['trufflehog', '{"SourceMetadata":{"Data":{}},"DetectorName":"AWS","Raw":"hunter2","RawV2":"hunter2:x"}\n'],
      ['detect-secrets', { plugins_used: [], results: { 'gone.js': [{ type: 'T', hashed_secret: 'hunter2' }] } }],
      [
        'gitlab-security',
        {
          scan: { type: 'secret_detection', status: 'failure' },
          vulnerabilities: [{ name: 'n', raw_source_code_extract: 'hunter2', location: { file: 'gone.js' } }],
        },
      ],
    ] as const)('of %s are blanked without the source', async (format, content) => {
      const { report } = await enrich(aReport(format, content));
      expect(report.content.toString()).not.toContain('hunter2');
      expect(findingsOf(report)).toHaveLength(1);
    });

    it('are recognized by the same mark wherever the line is, and another one is not', async () => {
      const markAt = async (text: string, line: number) => {
        write({ 'config.js': text });
        const { report } = await enrich(aSarifOf('gitleaks', [aLeak(line, 'found')]));
        return findingsOf(report)[0]!.partialFingerprints;
      };
      const before = await markAt(CONFIG, 1);
      expect(Object.keys(before)).toEqual(['qgate/secret']);
      expect(await markAt(`// a comment\n${CONFIG}`, 2)).toEqual(before);
      expect(await markAt(CONFIG.replace('AbCd', 'XyZa'), 1)).not.toEqual(before);
    });

    it('in test files are high', async () => {
      const leak = [
        { RuleID: 'x', Description: 'd', File: 'test/a.js', StartLine: 1, Match: 'hunter2', Secret: 'hunter2' },
      ];
      const { report } = await enrich(aReport('gitleaks', leak));
      expect(findingsOf(report)).toMatchObject([{ severity: 'high' }]);
    });
  });

  describe('in SARIF', () => {
    it('adds the flagged text, the lines around it and the scope', async () => {
      const { report, completed, notes } = await enrich(aSarif([aResult(EVAL)]));
      expect([completed, notes]).toEqual([1, []]);
      expect(resultsOf(report)).toEqual([
        aResult(EVAL, {
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: 'src/cart.js' },
                region: { ...EVAL, snippet: { text: 'eval(item.price)' } },
                contextRegion: { startLine: 1, endLine: 12, snippet: { text: CART } },
              },
              logicalLocations: [{ fullyQualifiedName: 'Cart.total' }],
            },
          ],
        }),
      ]);
      expect(findingsOf(report)).toMatchObject([
        { snippet: 'eval(item.price)', context: { startLine: 1 }, scope: 'Cart.total' },
      ]);
    });

    it('gives as many lines around as the matcher looks at', async () => {
      write({ 'long.js': Array.from({ length: 100 }, (_, at) => `line ${at + 1}`).join('\n') });
      const { report } = await enrich(
        aSarif([aResult(EVAL, { locations: [aLocation({ startLine: 50 }, 'long.js')] })]),
      );
      expect(resultsOf(report)[0].locations[0].physicalLocation.contextRegion).toMatchObject({
        startLine: 40,
        endLine: 66,
      });
    });

    it('keeps whatever the tool wrote, and leaves alone what is complete', async () => {
      const own = aResult(
        { ...EVAL, snippet: { text: 'eval(item.price)', rendered: { text: '**x**' } } },
        {
          level: 'note',
          fixes: [{ description: { text: 'y' } }],
          locations: [
            { message: { text: 'no file' } },
            {
              ...aLocation({ ...EVAL, snippet: { text: 'eval(item.price)' } }),
              logicalLocations: [{ fullyQualifiedName: 'js::Cart::total' }],
              annotations: [],
            },
          ],
        },
      );
      const { report } = await enrich(aSarif([own], { invocations: [{ executionSuccessful: true }] }));
      const log = JSON.parse(report.content.toString('utf8'));
      expect(log.runs[0].invocations).toEqual([{ executionSuccessful: true }]);
      const { locations, ...rest } = log.runs[0].results[0];
      expect(rest).toEqual({ ...own, locations: undefined });
      expect(locations[0]).toEqual(own.locations[0]);
      expect(locations[1].logicalLocations).toEqual([{ fullyQualifiedName: 'js::Cart::total' }]);
      expect(locations[1].physicalLocation.contextRegion.snippet.text).toBe(CART);

      const again = await enrich(report);
      expect(again.completed).toBe(0);
      expect(again.report).toBe(report);
    });

    it('finds the location that the service reads: by artifact and base, absolute, in several runs', async () => {
      const report = aReport('sarif', {
        version: '2.1.0',
        runs: [
          null,
          {
            tool: { driver: { name: 'a' } },
            artifacts: [{ location: { uri: 'cart.js', uriBaseId: 'SRC' } }],
            originalUriBaseIds: { SRC: { uri: 'src/' } },
            results: [
              'none',
              aResult(EVAL, { baselineState: 'absent' }),
              aResult(EVAL, { locations: [aLocation(EVAL), { physicalLocation: { artifactLocation: { index: 0 } } }] }),
              aResult(EVAL, {
                locations: [
                  { physicalLocation: { region: EVAL } },
                  { physicalLocation: { artifactLocation: { index: 0 }, region: EVAL } },
                ],
              }),
            ],
          },
          {
            tool: { driver: { name: 'b' } },
            results: [
              aResult(EVAL, { locations: [aLocation(EVAL, `file://${root}/src/cart.js`)] }),
              aResult(EVAL, { locations: [aLocation(EVAL, 'file:///build/42/src/cart.js')] }),
            ],
          },
        ],
      });
      const enriched = (await enrich(report)).report;
      expect(findingsOf(enriched).map(({ scope }) => scope)).toEqual(Array(4).fill('Cart.total'));
      expect(read(enriched).rejected).toEqual(read(report).rejected);
    });

    it('counts columns as the run does', async () => {
      write({ 'src/smile.js': 'f("😀😀", eval(x));\n' });
      const region = { startLine: 1, startColumn: 9, endColumn: 16 };
      const locations = [aLocation(region, 'src/smile.js')];
      const snippetIn = async (columnKind: string) =>
        findingsOf((await enrich(aSarif([aResult({}, { locations })], { columnKind }))).report)[0]!.snippet;
      expect(await snippetIn('unicodeCodePoints')).toBe('eval(x)');
      expect(await snippetIn('utf16CodeUnits')).toBe(', eval(');
    });

    it('hands a file over once where findings crowd it', async () => {
      const lines = Array.from({ length: 400 }, (_, at) => `const value${at} = eval(${at}); // number ${at}`);
      write({ 'src/dense.js': `function f() {\n${lines.join('\n')}\n}\n` });
      const results = lines.map((_, at) => {
        const region = { startLine: at + 2, startColumn: 1, endColumn: 6 };
        return aResult({}, { locations: [aLocation(region, 'src/dense.js')] });
      });
      const plain = await enrich(aSarif(results), { limits: { ...ENRICH_LIMITS, embeddedBytes: 1e9 } });
      const embedded = await enrich(aSarif([aResult(EVAL), ...results]));
      expect(embedded.report.content.length).toBeLessThan(plain.report.content.length / 3);
      const log = JSON.parse(embedded.report.content.toString('utf8'));
      expect(log.runs[0].artifacts).toHaveLength(1);
      expect(findingsOf(embedded.report).slice(1)).toEqual(findingsOf(plain.report));
      expect(findingsOf(plain.report)[200]).toMatchObject({
        snippet: 'const',
        scope: 'f',
        context: { startLine: 192 },
      });
    });
  });

  describe('in other formats', () => {
    const message = (fields: object = {}) => ({
      ruleId: 'no-eval',
      severity: 2,
      message: 'No eval.',
      line: 7,
      column: 14,
      ...fields,
    });
    const REPORTS: Readonly<Record<string, () => FindingsFile>> = {
      eslint: () =>
        aReport('eslint', [
          {
            filePath: path.join(root, 'src/cart.js'),
            source: CART,
            messages: [
              message({ endLine: 7, endColumn: 30 }),
              message({ ruleId: 'complexity', message: "Function 'f' has a complexity of 12.", severity: 1, line: 4 }),
              message({ ruleId: 'complexity', message: "Function 'f' has a complexity of 3.", line: 4 }),
              message({ ruleId: 'no-unused-vars', message: "'x' is unused.", line: 5, column: 9 }),
              message({ ruleId: null, fatal: true, message: 'Parsing error: {0} {{x}}' }),
            ],
            suppressedMessages: [message({ line: 6, column: 1 })],
          },
          { filePath: '/elsewhere/gone.js', messages: [message()] },
        ]),
      gitlab: () =>
        aReport('gitlab', [
          {
            description: 'gosec: G404: weak',
            severity: 'blocker',
            fingerprint: 'f',
            categories: ['Security'],
            location: { path: 'src/cart.js', lines: { begin: 7 } },
          },
          {
            description: 'x',
            severity: 'info',
            engine_name: 'ruff',
            check_name: 'F401',
            location: { path: 'src/cart.js', positions: { begin: { line: 5, column: 5 } } },
          },
          { description: 'no place', severity: 'major', location: {} },
        ]),
      lizard: () =>
        aReport(
          'lizard',
          '9,12,3,0,5,"total@4-10@src/cart.js","src/cart.js","total","total( items )",4,10\n' +
            '3,2,3,0,5,"small@1-3@src/cart.js","src/cart.js","small","small()",1,3\n',
        ),
      jscpd: () =>
        aReport('jscpd', {
          statistics: { total: { lines: 30, duplicatedLines: 6 } },
          duplicates: [
            {
              lines: 6,
              fragment: CART.split('\n').slice(3, 9).join('\n'),
              firstFile: { name: 'src/cart.js', start: 4, end: 9 },
              secondFile: { name: 'src/other.js', start: 1, end: 6 },
            },
          ],
        }),
      cpd: () =>
        aReport(
          'cpd',
          `<pmd-cpd pmdVersion="7.1"><duplication lines="2"><file path="src/cart.js" line="5" column="5" endline="6" endcolumn="31"/>
           <file path="src/b.js" line="5"/><codefragment>let sum = 0;</codefragment></duplication></pmd-cpd>`,
        ),
    };

    it.each(['jscpd', 'cpd'])('leaves %s as it is, with all places of each text', async (format) => {
      const original = REPORTS[format]!();
      expect(await enrich(original)).toEqual({ report: original, completed: 0, notes: [] });
    });

    it.each(['eslint', 'gitlab', 'lizard'])(
      'sends %s as SARIF that is read as the same findings, completed',
      async (format) => {
        const original = REPORTS[format]!();
        const { report, completed, notes } = await enrich(original);
        expect([report.format, notes]).toEqual(['sarif', []]);
        expect(completed).toBeGreaterThan(0);
        const before = read(original);
        const after = read(report);
        const withoutSource = (finding: Finding) => ({
          ...finding,
          snippet: null,
          context: null,
          scope: null,
          filePath: null,
        });
        expect(after.runs.map(({ findings, ...run }) => [run, findings.map(withoutSource)])).toEqual(
          before.runs.map(({ findings, ...run }) => [run, findings.map(withoutSource)]),
        );
        const paths = (read: FindingsReport) => read.runs.flatMap((run) => run.findings.map((each) => each.filePath));
        expect(paths(after)).toEqual(paths(before).map((file) => file?.replace(`${root.slice(1)}/`, '') ?? null));
        expect(after).toMatchObject({
          rejected: [],
          duplicationPct: before.duplicationPct,
          linesOfCode: before.linesOfCode,
        });
        const added = after.runs.flatMap((run) => run.findings)[0]!;
        expect(added.scope).toBe(
          format === 'lizard' ? 'total' : format === 'gitlab' || format === 'eslint' ? 'Cart.total' : added.scope,
        );
        expect(added.context!.text).toBe(CART);
      },
    );

    it('keeps the classes that an organization has of its own', async () => {
      const overrides = [{ tool: 'eslint', rule: 'no-eval', severity: 'info', type: 'code_smell' }] as const;
      const original = REPORTS.eslint!();
      const { report } = await enrich(original);
      const classesOf = ({ content }: FindingsFile) => {
        const result = parseFindings(content, { overrides });
        if (!result.ok) throw new Error(result.error.message);
        return result.value.runs[0]!.findings.map(({ ruleId, type, severity, debtKind }) => [
          ruleId,
          type,
          severity,
          debtKind,
        ]);
      };
      expect(classesOf(report)).toEqual(classesOf(original));
      expect(classesOf(report)[0]).toEqual(['no-eval', 'code_smell', 'info', 'other']);
    });

    it('passes on what the reader refused', async () => {
      const { notes } = await enrich(
        aReport('eslint', [{ filePath: 'src/cart.js', messages: [message(), message({ severity: 7 })] }]),
      );
      expect(notes).toEqual(['1 result could not be read, e.g. number 1: its severity is not 1 or 2']);
    });

    it('keeps what ESLint says of the source where the file is another by now', async () => {
      const source = CART.replaceAll('eval', 'exec');
      const report = aReport('eslint', [
        { filePath: 'src/cart.js', source, messages: [message(), message({ line: 5, column: 9 })] },
      ]);
      const findings = findingsOf((await enrich(report)).report);
      expect(findings.map(({ scope }) => scope)).toEqual([null, 'Cart.total']);
      expect(findings[0]!.context!.text).toBe(source);
    });
  });

  describe('what it does not touch', () => {
    it.each([
      ['no findings', () => aSarif([])],
      ['a file that is not there', () => aSarif([aResult(EVAL, { locations: [aLocation(EVAL, 'gone.js')] })])],
      ['a line beyond the end', () => aSarif([aResult({ startLine: 99 })])],
      ['no line', () => aSarif([aResult({})])],
      ['no location', () => aSarif([aResult(EVAL, { locations: [] })])],
      ['a text that is not in the file', () => aSarif([aResult({ ...EVAL, snippet: { text: 'REDACTED' } })])],
      ['broken JSON', () => aReport('sarif', '{"version":"2.1.0","runs":[{"results":[{]}]}')],
      ['another version', () => aReport('sarif', { version: '2.0.0', runs: [] })],
      ['an empty list', () => aReport('gitlab', [])],
    ])('%s', async (_, make) => {
      const report = make();
      expect(await enrich(report)).toEqual({ report, completed: 0, notes: [] });
    });

    it('files outside of the checkout, whatever names them', async () => {
      const outside = path.join(path.dirname(root), `${path.basename(root)}-outside.js`);
      writeFileSync(outside, 'const secret = 1;\n');
      symlinkSync(outside, path.join(root, 'link.js'));
      tracked.add('link.js');
      const uris = [
        `../${path.basename(outside)}`,
        `file://${outside}`,
        outside,
        'link.js',
        'src/%2e%2e/%2e%2e/etc/passwd',
      ];
      const report = aSarif(uris.map((uri) => aResult({}, { locations: [aLocation({ startLine: 1 }, uri)] })));
      const enriched = await enrich(report);
      rmSync(outside);
      expect(enriched.report.content.toString('utf8')).not.toContain('secret');
      expect(enriched.completed).toBe(0);
    });
  });

  describe('limits', () => {
    const two = () => {
      write({ 'src/other.js': CART });
      return aSarif([aResult(EVAL), aResult(EVAL, { locations: [aLocation(EVAL, 'src/other.js')] })]);
    };

    it.each([
      ['a report', { reportBytes: 100 }, 0, 'too large to be completed from the checkout'],
      ['the report when it is completed', { sentBytes: 1000 }, 0, 'too large once the source of its findings is added'],
      ['the text that is added', { addedBytes: 300 }, 1, 'not all findings were completed: there are too many'],
      ['the time', { totalMs: -1 }, 0, 'not all findings were completed: it took too long'],
    ])('bounds %s', async (_, limits, completed, note) => {
      const report = two();
      const enriched = await enrich(report, { limits: { ...ENRICH_LIMITS, ...limits } });
      expect(enriched).toMatchObject({ completed, notes: [note] });
      expect(findingsOf(enriched.report)).toHaveLength(2);
      if (completed === 0) expect(enriched.report).toBe(report);
    });

    it('gives of a minified line what is flagged, and no scope', async () => {
      write({ 'src/min.js': `function a(){${'b();'.repeat(5000)}eval(c)}\n` });
      const region = { startLine: 1, startColumn: 20_014, endColumn: 20_021 };
      const { report } = await enrich(aSarif([aResult({}, { locations: [aLocation(region, 'src/min.js')] })]));
      expect(findingsOf(report)).toMatchObject([{ snippet: 'eval(c)', context: null, scope: null }]);
      expect(report.content.length).toBeLessThan(1000);
    });

    it('reads lines that end with CRLF behind a byte order mark', async () => {
      write({ 'src/crlf.js': `\ufeff${CART.replaceAll('\n', '\r\n')}` });
      const { report } = await enrich(
        aReport(
          'sarif',
          `\ufeff${aSarif([aResult(EVAL, { locations: [aLocation(EVAL, 'src/crlf.js')] })]).content.toString()}`,
        ),
      );
      expect(findingsOf(report)).toMatchObject([
        { snippet: 'eval(item.price)', scope: 'Cart.total', context: { startLine: 1, text: CART } },
      ]);
    });
  });

  describe('without a grammar', () => {
    it.each([
      [
        'that loads',
        () => Promise.reject(new Error('no wasm here')),
        /^no grammar for JavaScript \(Error: no wasm here\)/,
      ],
      [
        'that is quick enough',
        () => Promise.resolve({ readScopes: () => null, readExecutableLines: () => null }),
        /^src\/cart\.js took too long/,
      ],
      [
        'that does not break',
        () =>
          Promise.resolve({
            readScopes: () => {
              throw new RangeError('memory');
            },
            readExecutableLines: () => null,
          }),
        /^src\/cart\.js cannot be parsed \(RangeError: memory\)/,
      ],
    ])('%s, reads the layout and says so', async (_, loadGrammar, said) => {
      write({ 'src/b.ts': CART });
      const explained: string[] = [];
      const { report } = await enrich(aSarif([aResult(EVAL), aResult(EVAL)]), {
        loadGrammar,
        explain: (message) => explained.push(message),
      });
      expect(findingsOf(report).map(({ scope }) => scope)).toEqual(['Cart.total', 'Cart.total']);
      expect(explained).toEqual([expect.stringMatching(said)]);
    });
  });

  /** The purpose of enrichment: a report without source text, before and after code was moved. */
  it('lets the matcher recognize a function that moved to another file', async () => {
    const walk = 'export function walk(list) {\n  for (const each of list) {\n    list.push(eval(each));\n  }\n}\n';
    const moved = CART.split('\n').slice(2).join('\n');
    const issue = (file: string, begin: number) => ({
      description: 'eval is evil',
      check_name: 'no-eval',
      location: { path: file, lines: { begin } },
    });
    const secret = new Uint8Array(32);
    const verdictsOf = async (complete: (report: FindingsFile) => Promise<FindingsFile>) => {
      const features = async (issues: readonly object[]) =>
        extractFeatures(findingsOf(await complete(aReport('gitlab', issues))), secret);
      write({ 'src/cart.js': CART + walk, 'src/tools.js': 'run(eval(x));\n' });
      const before = await features([issue('src/cart.js', 7), issue('src/cart.js', 14), issue('src/tools.js', 1)]);
      write({ 'src/cart.js': walk, 'src/tools.js': `run(eval(x));\n\n${moved}\n\nrun(eval(y), 2);\n` });
      const issues = [
        issue('src/cart.js', 3),
        issue('src/tools.js', 1),
        issue('src/tools.js', 7),
        issue('src/tools.js', 14),
      ];
      return matchFindings(before, await features(issues), NOTHING_KNOWN);
    };

    const bare = await verdictsOf((report) => Promise.resolve(report));
    const completed = await verdictsOf(async (report) => (await enrich(report)).report);
    expect(completed.map(({ baselineRow, matchedBy }) => [baselineRow, matchedBy])).toEqual([
      [1, expect.any(String)],
      [2, expect.any(String)],
      [0, 'moved_across_files'],
      [null, null],
    ]);
    expect(completed.some(({ isLowConfidence }) => isLowConfidence)).toBe(false);
    expect(bare.filter(({ isNew }) => isNew).length).toBeGreaterThan(1);
    expect(bare.some(({ isLowConfidence }) => isLowConfidence)).toBe(true);
  });
});
