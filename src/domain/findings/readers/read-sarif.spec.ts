import { processorMs } from '../../../../test/support/processor-time.js';
import { exportSarif } from '../export-sarif.js';
import { extractFeatures } from '../features/extract-features.js';
import { fingerprint } from '../fingerprint.js';
import { parseFindings, type ParseFindingsOptions } from '../parse-findings.js';
import { helpOf } from '../rule-help.js';
import { readSarif } from './read-sarif.js';

const aResult = (fields: object = {}) => ({ ruleId: 'R1', message: { text: 'Something is wrong.' }, ...fields });
const aRun = (results: unknown[], fields: object = {}) => ({
  tool: { driver: { name: 'Lint', version: '1.2' } },
  results,
  ...fields,
});
const aDriver = (driver: object, rest: object = {}) => ({ tool: { driver: { name: 'Lint', ...driver }, ...rest } });
const aLog = (...runs: unknown[]) => ({ version: '2.1.0', runs });
const at = (uri: string, rest: object = {}, region?: object) => ({
  physicalLocation: { artifactLocation: { uri, ...rest }, ...(region && { region }) },
});

const parse = (log: object, options: ParseFindingsOptions = {}) => {
  const report = parseFindings(Buffer.from(JSON.stringify(log)), options);
  if (!report.ok) throw new Error(`${report.error.code}: ${report.error.message}`);
  return { ...report.value, findings: report.value.runs.flatMap((run) => run.findings) };
};
const only = (result: object, run: object = {}, options: ParseFindingsOptions = {}) => {
  const { findings, rejected } = parse(aLog(aRun([result], run)), options);
  if (findings.length !== 1) throw new Error(JSON.stringify(rejected));
  return findings[0]!;
};
/** Results as the reader returns them, levels included. */
const reported = (result: object, run: object = {}) => {
  const report = readSarif(aLog(aRun([result], run)));
  const [read] = report.ok ? [...report.value.results] : [];
  if (!read?.ok || read.result === null) throw new Error(JSON.stringify(read ?? report));
  return read.result;
};

describe('reading SARIF', () => {
  it('reads a result', () => {
    const location = {
      ...at('src/a.ts', {}, { startLine: 3, startColumn: 5, endColumn: 9, snippet: { text: 'eval' } }),
      logicalLocations: [{ name: 'total' }, { fullyQualifiedName: 'Cart.total' }],
    };
    const result = aResult({
      level: 'error',
      locations: [location, at('src/b.ts')],
      partialFingerprints: { 'lineHash/v1': 'ab:1', broken: 7 },
    });
    expect(only(result)).toEqual({
      tool: 'Lint',
      ruleId: 'R1',
      type: 'code_smell',
      severity: 'high',
      debtKind: 'other',
      message: 'Something is wrong.',
      filePath: 'src/a.ts',
      region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 },
      snippet: 'eval',
      context: null,
      scope: 'Cart.total',
      partialFingerprints: { 'lineHash/v1': 'ab:1' },
      isSuppressed: false,
      toolLevel: 'error',
    });
  });

  it('keeps a result without location and message', () => {
    expect(only({ ruleId: 'R1' })).toMatchObject({ filePath: null, message: 'R1', region: { startLine: null } });
    expect(only({})).toMatchObject({ ruleId: 'unknown', message: 'unknown' });
  });

  it('merges the runs of one tool and counts results over all of them', () => {
    const other = { tool: { driver: { name: 'Other', semanticVersion: '2.0.0', version: 'two' } } };
    const log = aLog(
      aRun([aResult()]),
      aRun([aResult(), 'text'], other),
      aRun([null, aResult()]),
      aRun([], { tool: null }),
    );
    const report = parse(log);
    expect(report.runs.map(({ tool, toolVersion, findings }) => [tool, toolVersion, findings.length])).toEqual([
      ['Lint', '1.2', 2],
      ['Other', '2.0.0', 1],
      ['unknown', null, 0],
    ]);
    expect(report.rejected).toEqual([
      { index: 2, reason: 'it is not an object' },
      { index: 3, reason: 'it is not an object' },
    ]);
    expect(report.resultCount).toBe(5);
  });

  it.each([
    [{ version: '2.1.0', runs: null }, 0],
    [{ version: '2.1.0', runs: [] }, 0],
    [{ version: '2.1.0', $schema: 'https://example.org/sarif-2.1.0.json' }, 0],
    [aLog({ tool: { driver: { name: 'Lint' } } }), 1],
    [aLog({ tool: { driver: { name: 'Lint' } }, results: null }), 1],
  ])('reads %j, which has no results', (log, runs) => {
    const report = parse({ $schema: 'sarif', ...log });
    expect(report.runs).toHaveLength(runs);
    expect(report.findings).toEqual([]);
  });

  const broken = { invocations: [{ executionSuccessful: true }, { executionSuccessful: false }] };
  const done = { invocations: [{ executionSuccessful: true }] };
  it.each([
    ['a run with results', [aRun([aResult()])], 'ok'],
    ['a run that found nothing', [aRun([], done)], 'ok'],
    ['a broken run without results', [aRun([], broken)], 'failed'],
    ['a broken run without the array', [{ ...aDriver({}), ...broken }], 'failed'],
    ['a broken run with results', [aRun([aResult()], broken)], 'partial'],
    ['a run without the array', [aDriver({})], 'not_run'],
    ['a run whose array is null', [{ ...aDriver({}), results: null }], 'not_run'],
    [
      'a run whose results are elsewhere',
      [{ ...aDriver({}), externalPropertyFileReferences: { results: [{}] } }],
      'not_run',
    ],
    ['a broken run beside one that found nothing', [aRun([], broken), aRun([])], 'partial'],
    ['a run without the array beside one with it', [aDriver({}), aRun([])], 'ok'],
    [
      'a run that says what is no truth value',
      [aRun([], { invocations: [{ executionSuccessful: 'false' }, 7] })],
      'ok',
    ],
  ])('tells the state of %s', (_, runs, state) => {
    expect(parse(aLog(...runs)).runs.map((run) => [run.tool, run.state])).toEqual([['Lint', state]]);
  });

  it.each([42, 'none', {}, true])('refuses results that are %j', (results) => {
    for (const runs of [[{ ...aDriver({}), results }], [aRun([aResult()]), { ...aDriver({}), results }]])
      expect(parseFindings(Buffer.from(JSON.stringify(aLog(...runs))))).toMatchObject({
        ok: false,
        error: { code: 'malformed', message: expect.stringContaining('"results"') },
      });
  });

  it('takes a given name for a tool without one, and for no other', () => {
    const log = aLog(aRun([aResult()], { tool: {} }), aRun([aResult()]));
    const names = (options: ParseFindingsOptions) => parse(log, options).findings.map(({ tool }) => tool);
    expect(names({ tool: 'scan' })).toEqual(['scan', 'Lint']);
    expect(names({})).toEqual(['unknown', 'Lint']);
  });

  it.each(['1.0.0', '2.0.0', '2.1.0-rtm.5', '2.2', undefined, 2.1])('refuses version %j', (version) => {
    const bytes = Buffer.from(JSON.stringify({ $schema: 'sarif', version, runs: [] }));
    const expected = typeof version === 'string' ? `"${version}"` : 'none given';
    expect(parseFindings(bytes)).toMatchObject({
      ok: false,
      error: { code: 'unsupported_version', message: expect.stringContaining(expected) },
    });
  });

  it('says that results elsewhere are not read', () => {
    const run = { externalPropertyFileReferences: { results: [{ location: { uri: 'more.sarif' } }] } };
    expect(parse(aLog(aRun([], run))).warnings).toEqual([
      { code: 'results_elsewhere', message: expect.stringContaining('external') },
    ]);
  });

  it('refuses a result whose problem is gone', () => {
    const { findings, rejected } = parse(
      aLog(aRun([aResult({ baselineState: 'absent' }), aResult({ baselineState: 'new' })])),
    );
    expect(findings).toHaveLength(1);
    expect(rejected).toEqual([{ index: 0, reason: expect.stringContaining('absent') }]);
  });

  it('replaces what cannot be stored and cuts what is too long', () => {
    const finding = only(aResult({ message: { text: `a\0b${'c'.repeat(5000)}` }, ruleId: `\ud800${'r'.repeat(600)}` }));
    expect(finding.message).toHaveLength(4000);
    expect(finding.message.startsWith('a\uFFFDbc')).toBe(true);
    expect(finding.ruleId).toHaveLength(500);
  });
});

describe('levels', () => {
  const rule = { id: 'R1', defaultConfiguration: { level: 'error' } };

  it.each([
    ['its own', { level: 'note' }, 'note'],
    ['its own, whatever its kind', { level: 'error', kind: 'pass' }, 'error'],
    ['none for what is no failure', { kind: 'open' }, 'none'],
    ['the default of its rule', {}, 'error'],
    ['warning for an unknown rule', { ruleId: 'R9' }, 'warning'],
    ['the default for a level that is none', { level: 'fatal' }, 'error'],
  ])('%s', (_, fields, level) => {
    expect(reported(aResult(fields), aDriver({ rules: [rule] })).evidence.level).toBe(level);
  });

  it('is warning where the rule sets none', () => {
    expect(reported(aResult(), aDriver({ rules: [{ id: 'R1' }] })).evidence.level).toBe('warning');
  });

  const invocations = [
    { ruleConfigurationOverrides: [{ descriptor: { id: 'R1/2' }, configuration: { level: 'none' } }] },
    {
      ruleConfigurationOverrides: [
        { descriptor: { index: 0 }, configuration: { level: 'note' } },
        { descriptor: { id: 'R1/7' }, configuration: { level: 'warning' } },
      ],
    },
  ];
  it.each([
    ['R1', undefined, 'error'],
    ['R1', 0, 'error'],
    ['R1/2', 0, 'none'],
    ['R1/2/3', 0, 'none'],
    ['R1/3', 0, 'error'],
    ['R1', 1, 'note'],
    ['R1/3', 1, 'note'],
    ['R1/7', 1, 'warning'],
    ['R1', 2, 'error'],
    ['R1', -1, 'error'],
  ])('of %s in invocation %j is %s', (ruleId, invocationIndex, level) => {
    const result = aResult({ ruleId, provenance: { invocationIndex } });
    expect(reported(result, { ...aDriver({ rules: [rule] }), invocations }).evidence.level).toBe(level);
  });
});

describe('severity', () => {
  it.each([
    ['error', 'high'],
    ['warning', 'medium'],
    ['note', 'low'],
    ['none', 'info'],
  ])('of level %s is %s', (level, severity) => {
    expect(only(aResult({ level })).severity).toBe(severity);
  });

  it.each([
    ['10.0', 'critical'],
    ['9', 'critical'],
    ['8.99', 'high'],
    ['7.0', 'high'],
    ['6.9', 'medium'],
    [4, 'medium'],
    [3.9, 'low'],
    ['0.1', 'low'],
    ['0.0', 'high'],
    ['-1', 'high'],
    ['10.1', 'high'],
    ['', 'high'],
    ['unknown', 'high'],
    ['CRITICAL', 'critical'],
    ['Medium', 'medium'],
    [null, 'high'],
  ])('of security-severity %j is %s', (score, severity) => {
    const rules = [{ id: 'R1', properties: { 'security-severity': score } }];
    expect(only(aResult({ level: 'error' }), aDriver({ rules })).severity).toBe(severity);
  });

  it('comes from the result before the rule', () => {
    const rules = [{ id: 'R1', properties: { 'security-severity': '2' } }];
    const result = aResult({ properties: { 'security-severity': '9.1' } });
    expect(only(result, aDriver({ rules }))).toMatchObject({ severity: 'critical', type: 'security' });
  });

  it.each(['pass', 'notApplicable', 'informational', 'open', 'review'])('of kind %s is info', (kind) => {
    const rules = [{ id: 'R1', properties: { 'security-severity': '9' } }];
    expect(only(aResult({ kind }), aDriver({ rules })).severity).toBe('info');
  });
});

describe('rules', () => {
  const named = (id: string) => ({ id, shortDescription: { text: id } });
  const messageOf = (result: object, run: object) => only({ message: {}, ...result }, run).message;
  const run = {
    tool: {
      driver: { name: 'Lint', rules: [named('D0'), { ...named('D1'), guid: 'AAAA-1' }] },
      extensions: [
        { name: 'pack-a', guid: 'BBBB-1', rules: [named('A0'), named('D1')] },
        { name: 'pack-b', rules: [named('B0'), { ...named('B1'), guid: 'CCCC-1' }] },
        null,
      ],
    },
  };

  it.each([
    ['by ruleIndex, whatever the id', { ruleId: 'D1', ruleIndex: 0 }, 'D0'],
    ['by the index of its reference', { rule: { index: 1 } }, 'D1'],
    ['by the index in an extension', { rule: { index: 0, toolComponent: { index: 1 } } }, 'B0'],
    ['by the index in an extension by name', { rule: { index: 0, toolComponent: { name: 'pack-b' } } }, 'B0'],
    ['by the index in an extension by guid', { rule: { index: 0, toolComponent: { guid: 'bbbb-1' } } }, 'A0'],
    ['by guid anywhere', { rule: { guid: 'cccc-1' } }, 'B1'],
    ['by id where the index is out of range', { ruleId: 'D1', ruleIndex: 99 }, 'D1'],
    ['by id where the index is negative', { ruleId: 'D1', ruleIndex: -1 }, 'D1'],
    ['by id in an extension', { ruleId: 'B0' }, 'B0'],
    ['by the prefix of a hierarchical id', { ruleId: 'D1/x/y' }, 'D1'],
    ['not by a prefix that is no level', { ruleId: 'D10' }, 'D10'],
  ])('are found %s', (_, result, rule) => {
    expect(messageOf(result, run)).toBe(rule);
  });

  it('give their id to a result without one', () => {
    expect(only({ message: {}, ruleIndex: 1 }, run).ruleId).toBe('D1');
    expect(only({ message: {}, rule: { id: 'D1/2' } }, run).ruleId).toBe('D1/2');
  });

  it('do not come from the prototype of objects', () => {
    const result = {
      ruleId: 'constructor',
      message: { id: 'toString' },
      locations: [at('a', { uriBaseId: '__proto__' })],
    };
    expect(only(result, run)).toMatchObject({ message: 'constructor', filePath: 'a' });
  });
});

describe('messages', () => {
  const rules = [
    {
      id: 'R1',
      messageStrings: { default: { text: "'{0}' hides '{1}' of {{{0}}} and {2}" }, blank: { text: ' ' } },
      fullDescription: { text: 'The rule.' },
    },
  ];
  const run = aDriver({ rules, globalMessageStrings: { shared: { text: 'Shared {0}.' } } });

  it.each([
    [{ text: 'Plain {0} {{x}}' }, 'Plain {0} {{x}}'],
    [{ text: 'Call of {0}', arguments: ['eval'] }, 'Call of eval'],
    [{ id: 'default', arguments: ['a', 'b'] }, "'a' hides 'b' of {a} and {2}"],
    [{ id: 'shared', arguments: ['x'] }, 'Shared x.'],
    [{ id: 'missing' }, 'The rule.'],
    [{ id: 'blank' }, 'The rule.'],
    [{ text: ' ', markdown: '**bold**' }, '**bold**'],
    [{}, 'The rule.'],
    ['a bare text', 'a bare text'],
    [7, 'The rule.'],
  ])('%j', (message, expected) => {
    expect(only({ ruleId: 'R1', message }, run).message).toBe(expected);
  });

  describe('with embedded links', () => {
    const relatedLocations = [
      { id: 1, ...at('src/b.ts', {}, { startLine: 2 }), message: { text: 'a value' } },
      { id: 2 },
    ];
    const linked = (text: string) => only(aResult({ message: { text }, relatedLocations }));

    it.each([
      ['This depends on [a value](1).', 'This depends on a value.'],
      ['[a](1) and [b \\[0\\]](2)', 'a and b [0]'],
      ['calls[0](1) and [x](3)', 'calls0 and [x](3)'],
      ['see [the guide](https://example.test/)', 'see [the guide](https://example.test/)'],
    ])('%s', (text, shown) => expect(linked(text).message).toBe(shown));

    it('is recognized by what the report has', () => {
      const finding = linked('of [a value](1)');
      expect(finding.reportedMessage).toBe('of [a value](1)');
      expect(linked('of a value').reportedMessage).toBeUndefined();
      const before = { ...finding, message: 'of [a value](1)', reportedMessage: undefined };
      const secret = Buffer.alloc(32, 1);
      expect(extractFeatures([finding], secret)).toEqual(extractFeatures([before], secret));
      expect(fingerprint(finding)).toBe(fingerprint(before));
    });
  });

  it('fills no more placeholders than a message is long', () => {
    const message = { text: '{0}{{'.repeat(1_000_000), arguments: ['ab'.repeat(1_000)] };
    expect(only({ ruleId: 'R1', message }, run).message).toBe(
      `${'ab'.repeat(1_000)}{${'ab'.repeat(1_000)}`.slice(0, 4_000),
    );
  });
});

describe('suppressions', () => {
  it.each([
    [undefined, false],
    [[], false],
    [[{ kind: 'inSource' }], true],
    [[{ kind: 'external', status: 'accepted' }], true],
    [[{ kind: 'external', status: 'underReview' }], false],
    [[{ kind: 'external', status: 'rejected' }], false],
    [[{ kind: 'inSource' }, { kind: 'external', status: 'rejected' }], false],
    [[{ status: 'accepted' }, { status: 'accepted' }], true],
  ])('%j: %j', (suppressions, expected) => {
    expect(only(aResult({ suppressions })).isSuppressed).toBe(expected);
  });
});

describe('places', () => {
  const pathOf = (location: object, run: object = {}, options: ParseFindingsOptions = {}) =>
    only(aResult({ locations: [location] }), run, options).filePath;

  const bases = {
    originalUriBaseIds: {
      ROOT: { uri: 'file:///w/repo/' },
      SRC: { uri: 'src/', uriBaseId: 'ROOT' },
      DEEP: { uri: 'lib/', uriBaseId: 'SRC' },
      APART: { uri: 'file:///opt/sdk/' },
      WEB: { uri: 'https://example.org/repo/' },
      LOOP: { uri: 'a/', uriBaseId: 'LOOP2' },
      LOOP2: { uri: 'b/', uriBaseId: 'LOOP' },
      OPEN: { description: { text: 'to be set' } },
    },
  };
  it.each([
    [at('src/a.ts'), 'src/a.ts'],
    [at('src/a%20b.ts'), 'src/a b.ts'],
    [at('a.ts', { uriBaseId: 'ROOT' }), 'a.ts'],
    [at('a.ts', { uriBaseId: 'SRC' }), 'src/a.ts'],
    [at('a.ts', { uriBaseId: 'DEEP' }), 'src/lib/a.ts'],
    [at('../a.ts', { uriBaseId: 'DEEP' }), 'src/a.ts'],
    [at('h.h', { uriBaseId: 'APART' }), 'h.h'],
    [at('a.ts', { uriBaseId: 'WEB' }), 'a.ts'],
    [at('a.ts', { uriBaseId: 'OPEN' }), 'a.ts'],
    [at('a.ts', { uriBaseId: 'UNKNOWN' }), 'a.ts'],
    [at('c.ts', { uriBaseId: 'LOOP' }), 'b/a/c.ts'],
    [at('file:///w/repo/src/a.ts'), 'src/a.ts'],
    [at('file:///W/other/a.ts'), 'W/other/a.ts'],
    [at('/w/repo/src/a.ts'), 'src/a.ts'],
    [at('src\\a.ts'), 'src/a.ts'],
    [at('C:\\x\\a.ts'), 'x/a.ts'],
    [at('https://example.org/repo/x.js'), 'x.js'],
    [at('https://elsewhere.org/x.js'), 'elsewhere.org/x.js'],
    [at(''), null],
    [at('.'), null],
    [{ physicalLocation: {} }, null],
    [{}, null],
  ])('%j', (location, path) => {
    expect(pathOf(location, bases)).toBe(path);
  });

  it('prefers the root that the run names as its checkout, then one named so, then the shortest', () => {
    const originalUriBaseIds = {
      outer: { uri: 'file:///w/' },
      SRCROOT: { uri: 'file:///w/repo/' },
      inner: { uri: 'file:///w/repo/src/' },
    };
    const file = at('file:///w/repo/src/a.ts');
    expect(pathOf(file, { originalUriBaseIds })).toBe('src/a.ts');
    const versionControlProvenance = [{ repositoryUri: 'https://example.org', mappedTo: { uriBaseId: 'inner' } }];
    expect(pathOf(file, { originalUriBaseIds, versionControlProvenance })).toBe('a.ts');
    const { outer, inner } = originalUriBaseIds;
    expect(pathOf(file, { originalUriBaseIds: { inner, outer } })).toBe('repo/src/a.ts');
  });

  it('takes the directory that the tool ran in as a root', () => {
    const invocations = [{ workingDirectory: { uri: 'file:///w/repo' } }];
    expect(pathOf(at('file:///w/repo/src/a.ts'), { invocations })).toBe('src/a.ts');
  });

  it('takes the checkout that its caller knows before all', () => {
    expect(pathOf(at('file:///w/repo/src/a.ts'), bases, { checkoutRoots: ['/w'] })).toBe('repo/src/a.ts');
  });

  it.each([
    [at('../a.ts'), {}],
    [at('../../a.ts', { uriBaseId: 'SRC' }), { originalUriBaseIds: { SRC: { uri: 'src/' } } }],
    [at('../a.ts', { uriBaseId: 'APART' }), bases],
    [at('a%00.ts'), {}],
  ])('refuses %j', (location, run) => {
    const { findings, rejected } = parse(aLog(aRun([aResult({ locations: [location] })], run)));
    expect(findings).toEqual([]);
    expect(rejected).toEqual([{ index: 0, reason: expect.stringContaining('its path') }]);
  });

  it('looks artifacts up by index', () => {
    const artifacts = [{ location: { uri: 'src/a.ts' }, contents: { text: 'one\ntwo three\nfour' } }, null];
    const result = (artifactLocation: object) =>
      aResult({ locations: [{ physicalLocation: { artifactLocation, region: { startLine: 2, startColumn: 5 } } }] });
    expect(only(result({ index: 0 }), { artifacts })).toMatchObject({
      filePath: 'src/a.ts',
      snippet: 'three',
      context: { startLine: 1, text: 'one\ntwo three\nfour' },
    });
    expect(only(result({ index: 0, uri: 'b.ts' }), { artifacts }).filePath).toBe('b.ts');
    expect(only(result({ index: 1 }), { artifacts }).filePath).toBeNull();
    expect(only(result({ index: 9 }), { artifacts }).filePath).toBeNull();
  });

  it('takes the first location that names a file', () => {
    const locations = [{ logicalLocations: [{ fullyQualifiedName: 'a' }] }, at('b.ts')];
    expect(only(aResult({ locations })).filePath).toBe('b.ts');
  });

  it('cuts a missing snippet out of the context', () => {
    const physicalLocation = {
      artifactLocation: { uri: 'a.ts' },
      region: { startLine: 8, startColumn: 3, endColumn: 6 },
      contextRegion: { startLine: 7, endLine: 9, snippet: { text: 'before\n  call()\nafter' } },
    };
    expect(only(aResult({ locations: [{ physicalLocation }] }))).toMatchObject({
      snippet: 'cal',
      context: { startLine: 7, text: 'before\n  call()\nafter' },
    });
  });

  it('looks scopes up in the logical locations of the run', () => {
    const logicalLocations = [{ fullyQualifiedName: 'Shop' }, { fullyQualifiedName: 'Shop.Cart' }];
    const locations = [{ ...at('a.ts'), logicalLocations: [{ index: 1 }] }];
    expect(only(aResult({ locations }), { logicalLocations }).scope).toBe('Shop.Cart');
  });
});

describe('places of logs with very many bases', () => {
  const pathsSoonFoundIn = (run: object, results: object[]) => {
    let paths: (string | null)[] = [];
    const took = processorMs(() => {
      paths = parse(aLog(aRun(results, run))).findings.map(({ filePath }) => filePath);
    });
    expect(took).toBeLessThan(3_000);
    return paths;
  };

  it('are looked up through a bounded number of bases', () => {
    const names = Array.from({ length: 2_000 }, (_, at) => `B${at}`);
    const originalUriBaseIds = Object.fromEntries(
      names.map((name, at) => [name, { uri: 'd/', uriBaseId: names[at + 1] ?? 'END' }]),
    );
    const deep = aResult({ locations: [at('a.ts', { uriBaseId: 'B0' })] });
    const last = aResult({ locations: [at('a.ts', { uriBaseId: names.at(-2)! })] });
    expect(pathsSoonFoundIn({ originalUriBaseIds }, [deep, last])).toEqual([`${'d/'.repeat(64)}a.ts`, 'd/d/a.ts']);
  });

  it('are brought below a bounded number of roots', () => {
    const originalUriBaseIds = Object.fromEntries(
      Array.from({ length: 6_000 }, (_, at) => [`B${at}`, { uri: `file:///w${at + 1_000}/` }]),
    );
    const results = Array.from({ length: 6_000 }, (_, index) => aResult({ locations: [at(`/w${index}/f.ts`)] }));
    const paths = pathsSoonFoundIn({ originalUriBaseIds }, results);
    expect([paths[999], paths[1_000], paths[1_099], paths[1_100]]).toEqual(['w999/f.ts', 'f.ts', 'f.ts', 'w1100/f.ts']);
  });
});

describe('types by tags', () => {
  it.each([
    [['security', 'external/cwe/cwe-079'], 'note', 'security'],
    [['Security'], 'note', 'security'],
    [['CWE-79: Cross-site scripting'], 'note', 'security'],
    [['OWASP-A03:2021'], 'note', 'security'],
    [['maintainability', 'external/cwe/cwe-561'], 'note', 'code_smell'],
    [['correctness'], 'error', 'bug'],
    [['correctness'], 'warning', 'code_smell'],
    [['style'], 'error', 'code_smell'],
  ])('%j at level %s is %s', (tags, level, type) => {
    expect(only(aResult({ level }), aDriver({ rules: [{ id: 'R1', properties: { tags } }] })).type).toBe(type);
    expect(only(aResult({ level, properties: { tags } })).type).toBe(type);
  });

  it('counts a CWE among taxa and relationships as a tag', () => {
    const reference = { id: '79', toolComponent: { name: 'CWE' } };
    expect(only(aResult({ taxa: [reference] })).type).toBe('security');
    const rules = [{ id: 'R1', relationships: [{ target: reference }] }];
    expect(only(aResult(), aDriver({ rules })).type).toBe('security');
  });
});

describe('what SARIF says of a finding', () => {
  const explained = (result: object, rule: object, run: object = {}) =>
    only(aResult(result), { ...aDriver({ rules: [{ id: 'R1', ...rule }] }), ...run });

  it.each([
    [{ help: { text: 'plain', markdown: '**rich**' }, fullDescription: { text: 'full' } }, '**rich**'],
    [{ help: { text: 'plain' }, fullDescription: { markdown: 'full' } }, 'plain'],
    [{ help: { text: ' ' }, fullDescription: { text: 'full', markdown: '_full_' } }, '_full_'],
    [{ shortDescription: { text: 'short' } }, undefined],
  ])('help of %j', (rule, help) => expect(explained({}, rule).rule?.help).toBe(help));

  it('has the name, the address and the tags of the rule, those of its relations included', () => {
    const rule = {
      ...{ name: 'SqlInjection', shortDescription: { text: 'short' }, helpUri: 'https://example.test/r' },
      properties: { tags: ['OWASP-A03:2021'] },
      relationships: [{ target: { id: '89', toolComponent: { name: 'CWE' } } }],
    };
    expect(helpOf(explained({}, rule))).toEqual({
      ...{ name: 'SqlInjection', help: null, helpUri: 'https://example.test/r', cwe: [89], owasp: ['A03:2021'] },
    });
    expect(helpOf(explained({}, { shortDescription: { text: 'short' } }))?.name).toBe('short');
  });

  it('has related places and the first thread of code flows', () => {
    const step = (uri: string, startLine: number, text?: string) => ({
      location: { ...at(uri, {}, { startLine }), ...(text && { message: { text } }) },
    });
    const result = {
      locations: [at('src/a.ts', {}, { startLine: 9 })],
      relatedLocations: [{ ...at('src/b.ts', {}, { startLine: 2 }), message: { id: 'm', arguments: ['x'] } }, {}],
      codeFlows: [
        { threadFlows: [{ locations: [step('src/a.ts', 1, 'source'), { index: 0 }] }, { locations: [step('no', 1)] }] },
        { threadFlows: [] },
      ],
    };
    const rule = { messageStrings: { m: { text: 'of {0}' } } };
    expect(explained(result, rule, { threadFlowLocations: [step('src/c.ts', 7)] }).trace).toEqual({
      related: [{ filePath: 'src/b.ts', line: 2, message: 'of x' }],
      flows: [
        [
          { filePath: 'src/a.ts', line: 1, message: 'source' },
          { filePath: 'src/c.ts', line: 7, message: null },
        ],
      ],
    });
  });

  it('comes back from an export of the command line', () => {
    const place = { ...at('src/b.ts', {}, { startLine: 2 }), message: { text: 'here' } };
    const rule = {
      ...{ name: 'N', help: { text: 'H' }, helpUri: 'https://example.test/' },
      properties: { tags: ['cwe-79', 'owasp-A3'] },
    };
    const result = { relatedLocations: [place], codeFlows: [{ threadFlows: [{ locations: [{ location: place }] }] }] };
    const finding = explained(result, rule);
    const { region, ...fields } = finding;
    const log = exportSarif({ scan: null, toolVersions: {}, findings: [{ ...fields, ...region }] });
    const [again] = parse(log).findings;
    expect([helpOf(again!), again!.trace]).toEqual([helpOf(finding), finding.trace]);
  });
});
