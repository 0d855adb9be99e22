import { rmSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc, { type Arbitrary } from 'fast-check';
import { EXIT_CODES } from '../../src/cli/exit-code.js';
import { main } from '../../src/cli/main.js';
import { type Answer, FakeService, VALID_TOKEN } from '../cli/support/fake-service.js';
import { GitRepository } from '../cli/support/git-repository.js';
import { recordingTerminal } from '../cli/support/recording-terminal.js';
import { takeCount, takeSeed } from '../support/seed.js';

/** `npm run fuzz` asks for more. */
const COMMANDS = takeCount('FUZZ_COMMANDS', 1_000);

/** A call of qgate, and the world that it meets. */
interface Call {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string | Buffer>>;
  /** Answers to requests in turn; null: as the service answers. */
  readonly answers: readonly (Answer | null)[];
  /** Verdict of the service. */
  readonly verdict: Readonly<Record<string, unknown>>;
}

/** Commands that end with a verdict; no other exits 1. */
const VERDICT_COMMANDS = ['run', 'local', 'complete', 'wait', 'status', 'evaluate'];

const junk: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, [], {}, '', 0, -1, 1e308, true, 'passed', [[]], [null], { a: { b: [] } }),
  fc.jsonValue({ maxDepth: 3 }),
);
const RULE_LISTS = ['violations', 'tolerated_violations', 'waived_violations', 'skipped_rules', 'passed_rules'];
const EVIDENCE = ['warnings', 'policy', 'policy_file', 'base', 'uncovered', 'untested_files', 'changes', 'reports'];
const OTHERS = ['missing_tools', 'tests', 'new_in_pr', 'reason', 'summary', 'conclusion', 'unmatched_paths', 'basis'];
const aRule = fc.record(
  {
    rule: fc.constantFrom('new_high_max', 'rating_min', 'a_rule_of_tomorrow'),
    threshold: junk,
    actual: junk,
    reason: junk,
  },
  { requiredKeys: ['rule'] },
);
const verdict = fc.dictionary(
  fc.constantFrom('status', ...RULE_LISTS, ...EVIDENCE, ...OTHERS),
  fc.oneof(junk, fc.array(aRule, { maxLength: 3 }), fc.constantFrom('passed', 'failed', 'not_configured')),
  { maxKeys: 4 },
);
const answer: Arbitrary<Answer | null> = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  fc.record({ status: fc.constantFrom(200, 201, 204, 301, 400, 401, 403, 404, 409, 413, 418, 500), body: junk }),
);

const DEEP = `${'['.repeat(3_000)}${']'.repeat(3_000)}`;
const SARIF =
  '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"t"}},"results":[{"ruleId":"r","message":{"text":"m"}}]}]}';
const PIECES = [
  'TN:\nSF:src/a.js\nDA:1,1\nend_of_record\n',
  SARIF,
  SARIF.replace('"results":[', `"results":[${DEEP},`),
  '<testsuite tests="1"><testcase name="a"/></testsuite>',
  '<coverage line-rate="1"><packages/></coverage>',
  '<a>'.repeat(2_000),
  DEEP,
  '{"a":1,"a":2}',
  '[{"filePath":"src/a.js","messages":[{"ruleId":null,"line":1e99}]}]',
  '',
  '\0\0\0',
];
const content: Arbitrary<string | Buffer> = fc.oneof(
  fc.constantFrom(...PIECES),
  fc.tuple(fc.constantFrom(...PIECES), fc.nat(), fc.string({ unit: 'binary', maxLength: 8 })).map(([text, at, put]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + put + text.slice(place + 1);
  }),
  fc.constantFrom(...PIECES).map((text) => gzipSync(text)),
  fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
);
const KEYS = [
  'url',
  'repo',
  'branch',
  'pr',
  'base',
  'coverage',
  'findings',
  'tests',
  'exclude',
  'output',
  'analyzers',
  'baseline',
  'timeout',
  'token',
  'retries',
  'brnach',
];
const settings = fc.oneof(
  fc.dictionary(fc.constantFrom(...KEYS), junk, { maxKeys: 3 }).map((values) => JSON.stringify(values)),
  fc.dictionary(fc.constantFrom(...KEYS), fc.string({ unit: 'binary', maxLength: 12 }), { maxKeys: 3 }).map((values) =>
    Object.entries(values)
      .map(([key, value]) => `${key}: ${value}`)
      .join('\n'),
  ),
  fc.constantFrom(DEEP, 'a: &a [*a]', 'exclude: &a [x]\ncoverage: *a', '? [', 'output: json=../x', '- a'),
);
const FILES = [
  'coverage/lcov.info',
  'out/x.sarif',
  'junit.xml',
  'eslint-report.json',
  'coverage.xml',
  'CODEOWNERS',
  '.codestax/quality_gate.yaml',
  'qgate-baseline.json',
  'go.mod',
  'package.json',
];
const files = fc
  .tuple(fc.dictionary(fc.constantFrom(...FILES), content, { maxKeys: 4 }), fc.option(settings, { nil: null }))
  .map(([some, yaml]) => (yaml === null ? some : { ...some, 'qgate.yml': yaml }));
const VARIABLES = [
  'QGATE_BRANCH',
  'QGATE_PR',
  'QGATE_OUTPUT',
  'QGATE_EXCLUDE',
  'QGATE_TIMEOUT',
  'QGATE_COVERAGE',
  'QGATE_TOKEN',
  'GITHUB_ACTIONS',
  'CI',
  'GITLAB_CI',
];
const env = fc.dictionary(
  fc.constantFrom(...VARIABLES),
  fc.oneof(
    fc.constantFrom('true', '7', 'json', 'junit=out/j.xml', 'feature', '*'),
    fc.string({ maxLength: 8 }).map((text) => text.replaceAll('\0', '')),
  ),
  { maxKeys: 2 },
);
const args = fc.oneof(
  { weight: 6, arbitrary: fc.constant(['run', '--analyzers', 'none']) },
  { weight: 3, arbitrary: fc.constant(['local', '--analyzers', 'none']) },
  fc.constantFrom(
    ['local', '--analyzers', 'none', '--write-baseline'],
    ['upload', 'coverage', 'coverage/lcov.info', '--key', 'k'],
    ['upload', 'findings', 'out/*', '--scan', '1'],
    ['complete', '--scan', '1'],
    ['status', '1'],
    ['wait', '1', '--timeout', '1'],
    ['evaluate', '1'],
    ['doctor', '--analyzers', 'none'],
    ['policy', 'get'],
    ['policy', 'validate'],
    ['waiver', 'list'],
    ['init', '--no-measure', '--ci', 'github'],
    ['import', 'sonar', 'package.json'],
    ['run', '--analyzers', 'none', '--soft-fail', '--output', 'sarif'],
    ['run', '--analyzers', 'none', '--output', 'github'],
    ['no-such-command'],
    [],
  ),
);
const call: Arbitrary<Call> = fc.record({ args, env, files, answers: fc.array(answer, { maxLength: 10 }), verdict });

describe('the command line, whatever it meets', () => {
  let repository: GitRepository;
  beforeAll(() => {
    repository = GitRepository.create('shop');
    repository.commit({ 'src/a.js': 'export const a = 1;\n' });
    repository.git('checkout', '--quiet', '-b', 'feature');
    repository.commit({ 'src/b.js': 'export const b = 2;\n' });
  });
  afterAll(() => repository.remove());

  it(
    `ends ${COMMANDS} random commands by a documented exit code, in words, and only a failed gate by 1`,
    async () => {
      await fc.assert(fc.asyncProperty(call, expectDocumentedEnd), {
        seed: takeSeed('command line'),
        numRuns: COMMANDS,
        endOnFailure: true,
      });
    },
    60_000 + COMMANDS * 2_000,
  );

  async function expectDocumentedEnd({ args, env, files, answers, verdict }: Call): Promise<void> {
    repository.git('clean', '-dffxq');
    for (const [name, content] of Object.entries(files)) repository.write({ [name]: content });
    const service = await FakeService.start({
      verdict,
      intercept: (request) => answers[service.requests.indexOf(request)] ?? null,
    });
    try {
      const terminal = recordingTerminal(repository.root, {
        QGATE_URL: service.url,
        QGATE_TOKEN: VALID_TOKEN,
        QGATE_RETRIES: '0',
        XDG_CONFIG_HOME: path.join(path.dirname(repository.root), 'config'),
        ...env,
      });
      const code = await main(args, terminal);
      const said = terminal.err() + terminal.out();
      expect(Object.values(EXIT_CODES)).toContain(code);
      expect(said).not.toMatch(/^\s+at \S+ \(|Unexpected error in qgate/m);
      if (code === EXIT_CODES.gate_failed) expect(VERDICT_COMMANDS).toContain(args[0]);
    } finally {
      await service.stop();
      rmSync(path.join(path.dirname(repository.root), 'config'), { recursive: true, force: true });
    }
  }
});
