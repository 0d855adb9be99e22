import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { main } from '../../src/cli/main.js';
import { recordingTerminal } from './support/recording-terminal.js';

const fixture = (name: string): string => path.join(__dirname, 'fixtures/sonar', name);
const EXPORTED = ['gate.json', 'settings.json', 'profiles.json', 'sonar-project.properties'].map(fixture);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'qgate-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function qgate(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const terminal = recordingTerminal(folder, env);
  const exitCode = await main(args, terminal);
  return { exitCode, out: terminal.out(), err: terminal.err() };
}

const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

describe('qgate import sonar', () => {
  it('proposes the policy of a gate, with the conditions that it comes from', async () => {
    const { exitCode } = await qgate(['import', 'sonar', ...EXPORTED]);
    expect(exitCode).toBe(0);
    const policy = read('qgate-policy.yml');
    expect(parse(policy)).toEqual({
      new_critical_max: 0,
      new_high_max: 0,
      rating_min: 'B',
      new_coverage_min: 85.5,
      new_total_max: 0,
      new_security_max: 0,
      new_duplication_pct_max: 3,
      duplication_pct_max: null,
      complexity_new_max: null,
    });
    expect(policy).toContain('new_total_max: 0 # new_violations > 0 (findings of severity info do not count)\n');
    expect(policy).toContain('new_coverage_min: 85.5 # new_line_coverage < 85.5\n');
    expect(policy).toContain('duplication_pct_max: null # by default 3\n');
    expect(policy).toContain('# acme_licence_faults > 0: qgate does not know its metric\n');
    expect((await qgate(['policy', 'validate', 'qgate-policy.yml'])).exitCode).toBe(0);
  });

  it('proposes settings that qgate reads', async () => {
    await qgate(['import', 'sonar', ...EXPORTED]);
    expect(parse(read('qgate.yml'))).toEqual({
      exclude: ['**/generated/**', 'src/**/*Stub.java', 'app/\\[id\\]/page.ts', 'vendor/**', '**/*.min.js'],
      coverage_exclude: ['scripts/**'],
      duplication_exclude: ['**/*Dto.java'],
      coverage: ['coverage/lcov.info'],
      tests: ['build/test-results/*.xml'],
    });
  });

  it('names everything that it does not import, and no value that may be secret', async () => {
    const { out } = await qgate(['import', 'sonar', ...EXPORTED]);
    for (const name of [
      'new_maintainability_rating > 1',
      'test_success_density < 95',
      'acme_licence_faults > 0',
      'sonar.global.exclusions: file:**/secret/**',
      'sonar.inclusions',
      'sonar.issue.ignore.multicriteria',
      'sonar.sources',
      'sonar.php.phpstan.reportPaths',
      'web.sonar.exclusions',
      'java: Acme Java',
      'ts: Sonar way',
    ])
      expect(out).toContain(name);
    expect(out.match(/NOT IMPORTED/g)).toHaveLength(3);
    expect(out).not.toContain('hush');
  });

  it('overwrites nothing without --force, and prints what it would have written', async () => {
    writeFileSync(path.join(folder, 'qgate.yml'), 'repo: mine\n');
    const { out, err } = await qgate(['import', 'sonar', ...EXPORTED]);
    expect(read('qgate.yml')).toBe('repo: mine\n');
    expect(err).toContain('Wrote qgate-policy.yml.\nqgate.yml already exists and was not changed.');
    expect(out).toContain('\nexclude:\n');
    await qgate(['import', 'sonar', '--force', ...EXPORTED]);
    expect(read('qgate.yml')).toContain('vendor/**');
  });

  it('proposes settings alone where no gate was exported', async () => {
    const { exitCode, out, err } = await qgate(['import', 'sonar', fixture('sonar-project.properties')]);
    expect([exitCode, err]).toEqual([0, 'Wrote qgate.yml.\n']);
    expect(out).toContain('No quality gate was exported.');
  });

  it.each([
    ['nothing to import', [], 2, 'There is nothing to import.'],
    ['a missing file', ['no.json'], 2, 'no.json cannot be read'],
    ['another file', [__filename], 6, 'is not a SonarQube export: it has no SonarQube setting.'],
    ['a server without a project', ['--from', 'http://127.0.0.1:1'], 2, 'The project is missing.'],
    ['no server', ['--from', 'http://127.0.0.1:2', '--project', 'a'], 4, 'cannot be reached (ECONNREFUSED)'],
  ])('exits for %s', async (_name, args, code, message) => {
    const { exitCode, err } = await qgate(['import', 'sonar', ...args]);
    expect([exitCode, err]).toEqual([code, expect.stringContaining(message)]);
  });
});

describe('qgate import sonar --from', () => {
  const TOKEN = 'squ_0123456789abcdef';
  let server: Server;
  let url: string;
  let seen: string[];
  /** Answers in place of the server's own, by the path. */
  let other: Readonly<Record<string, { readonly status: number; readonly body: string }>>;

  const answers: Readonly<Record<string, string>> = {
    '/api/qualitygates/get_by_project': '{"qualityGate":{"name":"Acme way","default":false}}',
    '/api/qualitygates/show': readFileSync(fixture('gate.json'), 'utf8'),
    '/api/settings/values': readFileSync(fixture('settings.json'), 'utf8'),
    '/api/qualityprofiles/search': readFileSync(fixture('profiles.json'), 'utf8'),
  };

  beforeEach(async () => {
    seen = [];
    other = {};
    server = createServer(({ url: asked = '', headers }, response) => {
      seen.push(asked);
      const route = asked.split('?')[0]!;
      const isKnown = headers.authorization === `Basic ${Buffer.from(`${TOKEN}:`).toString('base64')}`;
      const { status, body } =
        other[route] ?? (isKnown ? { status: 200, body: answers[route] ?? '' } : { status: 401, body: '' });
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const importFrom = (...more: string[]) =>
    qgate(['import', 'sonar', '--from', url, '--project', 'acme:web', ...more], { SONAR_TOKEN: TOKEN });

  it("reads the project's gate, its settings and its profiles", async () => {
    const { exitCode, out } = await importFrom();
    expect(exitCode).toBe(0);
    expect(seen).toEqual([
      '/api/qualitygates/get_by_project?project=acme%3Aweb',
      '/api/qualitygates/show?name=Acme+way',
      '/api/settings/values?component=acme%3Aweb',
      '/api/qualityprofiles/search?project=acme%3Aweb',
    ]);
    expect(read('qgate-policy.yml')).toContain('new_total_max: 0');
    expect(out).toContain('java: Acme Java');
  });

  it('reads another gate, and names the organization everywhere', async () => {
    await importFrom('--gate', 'Strict', '--organization', 'acme');
    expect(seen[0]).toBe('/api/qualitygates/show?name=Strict&organization=acme');
    expect(seen.every((asked) => asked.endsWith('&organization=acme'))).toBe(true);
    expect(seen).toHaveLength(3);
  });

  it('takes files along, which count beside the server', async () => {
    await importFrom(fixture('sonar-project.properties'));
    expect(read('qgate.yml')).toContain('vendor/**');
    expect(read('qgate.yml')).toContain('generated');
  });

  it.each([
    ['a wrong token', 401, '', 3, 'SonarQube answered 401'],
    ['a project that the token may not see', 403, '{"errors":[{"msg":"Insufficient privileges"}]}', 3, 'Insufficient'],
    ['an unknown project', 404, `{"errors":[{"msg":"No project ${TOKEN}"}]}`, 2, 'No project ***'],
    ['a page for people', 200, '<html></html>', 4, 'does not respond like SonarQube'],
    ['no gate', 200, '{}', 4, 'the project has no quality gate'],
    ['a redirect', 302, '', 4, 'SonarQube answered 302'],
  ])('exits for %s, and writes nothing', async (_name, status, body, code, message) => {
    other = { '/api/qualitygates/get_by_project': { status, body } };
    const { exitCode, err } = await importFrom();
    expect([exitCode, err]).toEqual([code, expect.stringContaining(message)]);
    expect(() => read('qgate-policy.yml')).toThrow('ENOENT');
  });
});
