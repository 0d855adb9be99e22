import { readResults } from '../../../../test/support/read-results.js';
import { type Finding } from '../finding.js';
import { fingerprint } from '../fingerprint.js';
import { blankLine, blankMessage } from './blank-text.js';
import { markOf, SECRET_MARK, withMarkedText } from './secret-mark.js';
import { blankTokens, TOKEN_SHAPES } from './token-shapes.js';

const some = (length: number, letters = 'a1B2c3D4e5'): string => letters.repeat(length).slice(0, length);
const hex = (length: number): string => some(length, '0a1b2c3d4e5f');
const capitals = (length: number): string => some(length, 'A1B2C3D4');

/** A token of each shape, with the part in front that is kept. */
const TOKENS: readonly (readonly [kept: string, token: string])[] = [
  ['', `AKIA${capitals(16)}`],
  ['aws_secret_access_key = "', some(40)],
  ['', `ghp_${some(36)}`],
  ['', `github_pat_${some(40)}`],
  ['', `glpat-${some(20)}`],
  ['', `glrt-${some(20)}`],
  ['', `xoxb-${some(24)}`],
  ['', `xapp-1-${some(24)}`],
  ['https://hooks.slack.com/services/', `T00/B00/${some(24)}`],
  ['https://discord.com/api/webhooks/', `${some(18, '123')}/${some(68)}`],
  ['', `123456789:AA${some(33)}`],
  ['', `sk_live_${some(24)}`],
  ['', `whsec_${some(32)}`],
  ['', `AIza${some(35)}`],
  ['', `GOCSPX-${some(28)}`],
  ['', `ya29.${some(60)}`],
  ['AccountKey=', `${some(86)}==`],
  ['', `npm_${some(36)}`],
  ['', `pypi-${some(60)}`],
  ['', `rubygems_${hex(48)}`],
  ['', `dckr_pat_${some(27)}`],
  ['', `SG.${some(22)}.${some(43)}`],
  ['', `SK${hex(32)}`],
  ['', `key-${hex(32)}`],
  ['', `sk-proj-${some(40)}`],
  ['', `hf_${some(34)}`],
  ['', `dop_v1_${hex(64)}`],
  ['', `shpat_${hex(32)}`],
  ['', `eyJ${some(20)}.eyJ${some(30)}.${some(40)}`],
  ['-----BEGIN RSA PRIVATE KEY-----', `\n${some(64)}\n${some(64)}\n`],
];

describe('tokens', () => {
  it('are of thirty shapes', () => {
    expect(TOKEN_SHAPES).toHaveLength(30);
    expect(TOKENS).toHaveLength(30);
  });

  it.each(TOKENS.map((token, at) => [TOKEN_SHAPES[at]!.name, ...token] as const))('%s', (_, kept, token) => {
    expect(blankTokens(`a ${kept}${token}" b`)).toBe(`a ${kept}***" b`);
    expect(blankTokens(`x${kept}${token.slice(0, 6)}`)).toBe(`x${kept}${token.slice(0, 6)}`);
  });

  it.each(['risk-assessment-of-everything-in-it', 'ghp_short', 'commit 0a1b2c3d4e5f', 'ACCESS', 'task-1234567890'])(
    'are not in %s',
    (text) => expect(blankTokens(text)).toBe(text),
  );

  it('are blanked in JSON without breaking it', () => {
    const key = `-----BEGIN RSA PRIVATE KEY-----\n${some(64)}\n${some(40)}`;
    const texts = [
      `"${key}"`,
      `\\"${key}\\"`,
      JSON.stringify(key),
      ...TOKENS.map(([kept, token]) => `"${kept}${token}"`),
    ];
    const blanked = JSON.parse(blankTokens(JSON.stringify(texts))) as string[];
    expect(blanked).toHaveLength(texts.length);
    for (const text of blanked) expect(text).toContain('***');
  });

  it('are looked for in linear time', () => {
    const started = performance.now();
    for (const text of ['eyJ', 'sk-', 'aws ', 'AKIA', '-----BEGIN RSA PRIVATE KEY-----'])
      blankTokens(text.repeat(200_000 / text.length));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('texts with a secret', () => {
  it.each([
    ["Possible hardcoded password: 'hunter2'", true, "Possible hardcoded password: '***'"],
    ["'os' is never used", false, "'os' is never used"],
    [`no ${TOKENS[2]![1]} here`, false, 'no *** here'],
    ["It's the user's key", true, "It's the user's key"],
  ])('message %s', (message, isSecret, blanked) => expect(blankMessage(message, isSecret)).toBe(blanked));

  it('are read in linear time', () => {
    const started = performance.now();
    for (const text of ['\\\\"', '"', '\'"`', '= ', ':']) blankMessage(text.repeat(100_000), true);
    for (const text of ['\\\\"', "'", '= ', ':', 'a=', '=> ', "b'"]) blankLine(text.repeat(100_000));
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it.each([
    ["password = 'hunter2'  # old", "password = '***'  # old"],
    ['password = "hun\\"ter2"', 'password = "***"'],
    ['PASSWORD=hunter2', 'PASSWORD=***'],
    ['PASSWORD := hunter2', 'PASSWORD := ***'],
    ['password => hunter2', 'password => ***'],
    ['password: hunter2  # see "vault"', 'password: ***  # see "***"'],
    ["TOKEN=hunter2; echo 'ok'", "TOKEN=***; echo '***'"],
    ['connect(user="x", password=b\'hunter2\')', 'connect(user="***", password=b\'***\')'],
    ['f"hunter 2" + rb"hunter 3"', 'f"***" + rb"***"'],
    ['key: hunter2', 'key: ***'],
    ['  hunter2', '  ***'],
    ['', ''],
  ])('line %s', (line, blanked) => expect(blankLine(line)).toBe(blanked));
});

describe('findings of secrets', () => {
  const LEAK = {
    RuleID: 'generic-api-key',
    Description: 'Generic API Key',
    File: 'src/a.js',
    ...{ StartLine: 3, EndLine: 3, StartColumn: 5, EndColumn: 20, Match: 'key = "hunter2"', Secret: 'hunter2' },
  };
  const findingOf = (leak: object): Finding => readResults([leak]).findings[0]!;

  it.each([
    ['gitleaks', [LEAK], 'generic-api-key', 'src/a.js', 3],
    [
      'trufflehog',
      '{"level":"info-0","msg":"started"}\n{"SourceMetadata":{"Data":{"Git":{"file":"src/a.js","line":3}}},"DetectorName":"AWS","Verified":true,"Raw":"AKIA0"}\n',
      'AWS',
      'src/a.js',
      3,
    ],
    [
      'detect-secrets',
      { plugins_used: [], results: { 'src/a.js': [{ type: 'Secret Keyword', line_number: 3 }] } },
      'Secret Keyword',
      'src/a.js',
      3,
    ],
    [
      'gitleaks',
      {
        version: '2.1.0',
        runs: [
          {
            tool: { driver: { name: 'gitleaks' } },
            results: [
              {
                ruleId: 'generic-api-key',
                message: { text: 'found' },
                locations: [{ physicalLocation: { artifactLocation: { uri: 'src/a.js' }, region: { startLine: 3 } } }],
              },
            ],
          },
        ],
      },
      'generic-api-key',
      'src/a.js',
      3,
    ],
    [
      'Gitleaks',
      {
        version: '15.0.0',
        scan: { type: 'secret_detection', scanner: { name: 'Gitleaks' } },
        vulnerabilities: [
          {
            severity: 'Unknown',
            name: 'found',
            identifiers: [{ value: 'generic-api-key' }],
            location: { file: 'src/a.js', start_line: 3 },
          },
        ],
      },
      'generic-api-key',
      'src/a.js',
      3,
    ],
  ])('of %s are critical', (tool, report, ruleId, filePath, startLine) => {
    expect(readResults(report).findings).toMatchObject([
      { tool, ruleId, filePath, region: { startLine }, severity: 'critical', type: 'security', isSecret: true },
    ]);
  });

  it('keep their level where one is stated', () => {
    const report = {
      version: '15.0.0',
      scan: { type: 'secret_detection' },
      vulnerabilities: [{ severity: 'Medium', name: 'found', location: { file: 'a' } }],
    };
    expect(readResults(report).findings).toMatchObject([{ severity: 'medium', isSecret: true }]);
  });

  it('that an audit calls none are suppressed', () => {
    const report = { plugins_used: [], results: { a: [{ type: 'Secret Keyword', line_number: 3, is_secret: false }] } };
    expect(readResults(report).findings).toMatchObject([{ isSuppressed: true }]);
  });

  it('have a fingerprint that no guess at the secret confirms', () => {
    const other = { ...LEAK, Match: 'key = "swordfish"' };
    expect(fingerprint(findingOf(LEAK))).toBe(fingerprint(findingOf(other)));
    expect(fingerprint(findingOf(LEAK))).not.toBe(fingerprint({ ...findingOf(LEAK), isSecret: undefined }));
  });

  it('are told apart by a mark of the blanked text', () => {
    expect(markOf('hunter2')).not.toBe(markOf('swordfish'));
    const blanked: Finding = {
      ...findingOf(LEAK),
      snippet: '***',
      context: { startLine: 2, text: 'a = "***";\nkey = "***";' },
      partialFingerprints: { [SECRET_MARK]: markOf('hunter2') },
    };
    const mark = `secret_${markOf('hunter2')}`;
    expect(withMarkedText(blanked)).toMatchObject({
      snippet: mark,
      context: { text: `a = "***";\nkey = "${mark}";` },
    });
    expect(withMarkedText(findingOf(LEAK))).toEqual(findingOf(LEAK));
  });
});
