import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { main } from '../../src/cli/main.js';
import { type FakeBehaviour, FakeService, VALID_TOKEN } from './support/fake-service.js';
import { GitRepository } from './support/git-repository.js';
import { recordingTerminal } from './support/recording-terminal.js';

const LCOV = 'TN:\nSF:src/a.js\nDA:1,1\nend_of_record\n';

describe('a checkout that a stranger wrote', () => {
  let repository: GitRepository;
  let service: FakeService;
  let outside: string;
  beforeEach(() => {
    repository = GitRepository.of({ 'src/a.js': 'export const a = 1;\n', '.gitignore': 'coverage/\n' });
    repository.write({ 'coverage/lcov.info': LCOV });
    outside = path.join(path.dirname(repository.root), 'outside');
    mkdirSync(outside);
    jest.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await service.stop();
    repository.remove();
  });

  async function qgate(args: readonly string[], env: NodeJS.ProcessEnv = {}, behaviour: FakeBehaviour = {}) {
    service = await FakeService.start(behaviour);
    const known = { QGATE_URL: service.url, QGATE_TOKEN: VALID_TOKEN, XDG_CONFIG_HOME: outside, ...env };
    const terminal = recordingTerminal(repository.root, known);
    const exitCode = await main(args, terminal);
    return { exitCode, out: terminal.out(), err: terminal.err() };
  }
  const run = (...rest: [NodeJS.ProcessEnv?, FakeBehaviour?]) => qgate(['run', '--analyzers', 'none'], ...rest);

  describe('names paths of outputs in qgate.yml', () => {
    it('that are below the root: they are written', async () => {
      repository.write({ 'qgate.yml': 'output: [table, json=out/qgate.json]\n' });
      expect((await run()).exitCode).toBe(0);
      expect(JSON.parse(readFileSync(path.join(repository.root, 'out/qgate.json'), 'utf8'))).toMatchObject({
        status: 'passed',
      });
    });

    it.each([
      ['above the root', '../outside/stolen.json', 'points outside'],
      ['absolute', '/tmp/qgate-stolen.json', 'points outside'],
      ['the root itself', '.', 'points outside'],
      ["of git's folder", '.git/hooks/pre-commit', "git's own folder"],
      ["of git's folder in other letters", 'src/.GIT/config', "git's own folder"],
      ['through a link', 'linked/qgate.json', 'linked is a link'],
      ['that are a link', 'link.json', 'link.json is a link'],
      ['of a folder', 'src', 'not a regular file'],
    ])('%s: exit 2, and nothing is sent or written', async (_kind, name, why) => {
      symlinkSync(outside, path.join(repository.root, 'linked'));
      symlinkSync(path.join(outside, 'target.json'), path.join(repository.root, 'link.json'));
      repository.write({ 'qgate.yml': `output: [table, "json=${name}"]\n` });
      const { exitCode, err } = await run();
      expect(exitCode).toBe(2);
      expect(err).toContain(why);
      expect(service.requests).toEqual([]);
      expect(existsSync(path.join(outside, 'stolen.json')) || existsSync(path.join(outside, 'qgate.json'))).toBe(false);
      expect(existsSync(path.join(outside, 'target.json'))).toBe(false);
    });

    it('that become a link while qgate works: exit 2, and the target stays', async () => {
      const target = path.join(outside, 'target.json');
      writeFileSync(target, 'mine');
      repository.write({ 'qgate.yml': 'output: [table, json=late.json]\n' });
      const intercept: FakeBehaviour['intercept'] = ({ path: route }) => {
        if (route === '/scans') symlinkSync(target, path.join(repository.root, 'late.json'));
        return null;
      };
      expect(await run({}, { intercept })).toMatchObject({ exitCode: 2 });
      expect(readFileSync(target, 'utf8')).toBe('mine');
    });

    it('leaves a flag and a variable free to name any', async () => {
      const file = path.join(outside, 'mine.json');
      expect((await qgate(['run', '--analyzers', 'none', '--output', `json=${file}`])).exitCode).toBe(0);
      expect(existsSync(file)).toBe(true);
      await service.stop();
      const other = path.join(outside, 'other.json');
      expect((await run({ QGATE_OUTPUT: `json=${other}` })).exitCode).toBe(0);
      expect(existsSync(other)).toBe(true);
    });

    it('binds the baseline, and files that qgate proposes, to the checkout as well', async () => {
      repository.write({ 'qgate.yml': 'baseline: ../outside/baseline.json\n' });
      const local = await qgate(['local', '--analyzers', 'none', '--write-baseline']);
      expect(local.exitCode).toBe(2);
      expect(existsSync(path.join(outside, 'baseline.json'))).toBe(false);
      await service.stop();
      symlinkSync(outside, path.join(repository.root, '.codestax'));
      expect((await qgate(['init', '--force', '--no-measure', '--ci', 'github'])).exitCode).toBe(2);
      expect(existsSync(path.join(outside, 'quality_gate.yaml'))).toBe(false);
      expect(lstatSync(path.join(repository.root, '.codestax')).isSymbolicLink()).toBe(true);
    });
  });

  describe('names a service in qgate.yml', () => {
    /** The variable of the caller that names the service is empty: the file alone does. */
    async function toFile(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
      service = await FakeService.start();
      repository.write({ 'qgate.yml': `url: ${service.url}\n` });
      const terminal = recordingTerminal(repository.root, {
        QGATE_TOKEN: VALID_TOKEN,
        XDG_CONFIG_HOME: outside,
        ...env,
      });
      return { exitCode: await main(args, terminal), err: terminal.err(), url: service.url };
    }
    const RUN = ['run', '--analyzers', 'none'];

    it('that the caller does not: no token is sent, and the line that names it is printed', async () => {
      const { exitCode, err, url } = await toFile(RUN);
      expect(exitCode).toBe(2);
      expect(err).toContain(`export QGATE_URL=${url}`);
      expect(service.requests).toEqual([]);
    });

    it.each([[['status', '1']], [['policy', 'get']], [['upload', 'coverage', 'coverage/lcov.info']], [['complete']]])(
      'that the caller does not: %p sends nothing',
      async (args) => {
        expect((await toFile(args)).exitCode).toBe(2);
        expect(service.requests).toEqual([]);
      },
    );

    it('that the caller does not: a token by --token stays here too', async () => {
      const env = { QGATE_TOKEN: '' };
      expect((await toFile([...RUN, '--token', VALID_TOKEN], env)).exitCode).toBe(2);
      expect(service.requests).toEqual([]);
    });

    it('that the caller does not: a password stays here', async () => {
      const env = { QGATE_TOKEN: '', QGATE_PASSWORD: 'correct horse' };
      const { exitCode, err, url } = await toFile(['login', '--email', 'me@example.com'], env);
      expect(exitCode).toBe(2);
      expect(err).toContain(`qgate login --url ${url}`);
      expect(service.requests).toEqual([]);
    });

    it.each(['QGATE_URL', '--url'])('that %s names as well: the token is sent', async (by) => {
      service = await FakeService.start();
      repository.write({ 'qgate.yml': `url: ${service.url}\n` });
      const env = { QGATE_TOKEN: VALID_TOKEN, ...(by === 'QGATE_URL' && { QGATE_URL: service.url }) };
      const terminal = recordingTerminal(repository.root, env);
      expect(await main([...RUN, ...(by === '--url' ? ['--url', service.url] : [])], terminal)).toBe(0);
    });

    it('at which this machine is signed in: the token is sent', async () => {
      service = await FakeService.start();
      repository.write({ 'qgate.yml': `url: ${service.url}\n` });
      mkdirSync(path.join(outside, 'qgate'));
      const signIn = { accessToken: VALID_TOKEN, refreshToken: null, expiresAt: null };
      writeFileSync(path.join(outside, 'qgate/sign-ins.json'), JSON.stringify({ [service.url]: signIn }));
      const terminal = recordingTerminal(repository.root, { XDG_CONFIG_HOME: outside });
      expect(await main(RUN, terminal)).toBe(0);
    });
  });

  describe('has links and pipes for files that qgate knows by name', () => {
    const link = (target: string, name: string) => symlinkSync(target, path.join(repository.root, name));
    const local = (...args: readonly string[]) => qgate(['local', '--offline', '--analyzers', 'none', ...args]);

    it.each(['victim.txt', 'absent.txt'])('the baseline is not written through one to %s', async (name) => {
      const victim = path.join(outside, 'victim.txt');
      writeFileSync(victim, 'mine');
      link(`../outside/${name}`, 'qgate-baseline.json');
      const { exitCode, err } = await local('--write-baseline');
      expect(exitCode).toBe(2);
      expect(err).toContain('qgate-baseline.json is a link');
      expect(readFileSync(victim, 'utf8')).toBe('mine');
      expect(readdirSync(outside)).toEqual(['victim.txt']);
    });

    it.each(['/dev/zero', '/dev/stdin', '/etc/passwd'])(
      'neither baseline nor codecov.yml is read from %s',
      async (to) => {
        link(to, 'qgate-baseline.json');
        link(to, 'codecov.yml');
        expect(await local()).toMatchObject({ exitCode: 2, err: expect.stringContaining('is a link') });
        await service.stop();
        for (const args of [[], ['codecov.yml']]) {
          const imported = await qgate(['import', 'codecov', ...args]);
          // what /dev/stdin leads to is a file, or nothing where it is a pipe
          expect(imported.err).toMatch(/points outside the checkout|no codecov.yml in this checkout|no regular file/);
          expect(imported.exitCode).toBe(2);
          expect(imported.err + imported.out).not.toContain('root:');
          await service.stop();
        }
      },
    );

    it('neither is read from a pipe', async () => {
      for (const name of ['qgate-baseline.json', 'codecov.yml'])
        execFileSync('mkfifo', [path.join(repository.root, name)]);
      expect(await local()).toMatchObject({ exitCode: 2, err: expect.stringContaining('not a regular file') });
      await service.stop();
      expect((await qgate(['import', 'codecov'])).exitCode).toBe(2);
    });

    it('no hook is installed through one', async () => {
      repository.git('config', 'core.hooksPath', '.husky');
      link('../outside', '.husky');
      const folder = await qgate(['hook', 'install']);
      expect(folder).toMatchObject({ exitCode: 2, err: expect.stringContaining('.husky is a link') });
      await service.stop();
      rmSync(path.join(repository.root, '.husky'));
      mkdirSync(path.join(repository.root, '.husky'));
      link('../../outside/newfile', '.husky/pre-push');
      const file = await qgate(['hook', 'install', '--chain']);
      expect(file).toMatchObject({ exitCode: 2, err: expect.stringContaining('.husky/pre-push is a link') });
      expect(readdirSync(outside)).toEqual([]);
      rmSync(path.join(repository.root, '.husky/pre-push'));
      await service.stop();
      expect((await qgate(['hook', 'install'])).exitCode).toBe(0);
      await service.stop();
      repository.git('config', 'core.hooksPath', '..husky');
      link('../outside', '..husky');
      const dotted = await qgate(['hook', 'install']);
      expect(dotted).toMatchObject({ exitCode: 2, err: expect.stringContaining('..husky is a link') });
    });

    it('results are not kept through one', async () => {
      link(outside, '.git/qgate-cache');
      expect(await local()).toMatchObject({ exitCode: 2, err: expect.stringContaining('qgate-cache is a link') });
      expect(readdirSync(outside)).toEqual([]);
    });
  });

  it('names a service in qgate.yml: hooks leave it out and judge', async () => {
    service = await FakeService.start();
    repository.commit({ 'qgate.yml': `url: ${service.url}\nanalyzers: none\n` });
    const terminal = recordingTerminal(repository.root, { QGATE_TOKEN: VALID_TOKEN, XDG_CONFIG_HOME: outside });
    expect(await main(['hook', 'run', 'pre-commit'], terminal)).toBe(0);
    expect(terminal.err()).toContain(
      `Only qgate.yml names the service ${service.url}, so qgate does not use that service`,
    );
    expect(terminal.err()).not.toContain('Without a verdict');
    expect(await main(['agent-hook', '--format', 'claude'], terminal)).toBe(0);
    expect(service.requests).toEqual([]);
  });

  it('has a report over 2 GiB: exit 6 in one sentence where it is named, else it is left out', async () => {
    truncateSync(path.join(repository.root, 'coverage/lcov.info'), 2.5 * 1024 ** 3);
    repository.write({ 'out/small.info': LCOV });
    const named = await qgate(['run', '--analyzers', 'none', '--coverage', 'coverage/lcov.info']);
    expect(named.exitCode).toBe(6);
    expect(named.err).toContain('coverage/lcov.info: larger than 25 MiB.');
    expect(named.err).not.toMatch(/^ {4}at /m);
    await service.stop();
    const found = await qgate(['run', '--analyzers', 'none', '--findings', 'out/*.sarif']);
    expect(found.exitCode).toBe(6);
  });

  it.each([
    ['an alias bomb', `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nexclude: *c\n`],
    ['an alias that names itself', 'exclude: &a [*a]\n'],
    ['nests 2,000 deep', `exclude: ${'['.repeat(2000)}${']'.repeat(2000)}\n`],
  ])('has settings with %s: exit 2 without a stack', async (_name, settings) => {
    repository.write({ 'qgate.yml': settings });
    const { exitCode, err } = await run();
    expect(exitCode).toBe(2);
    expect(err).not.toMatch(/^ {4}at /m);
  });
});

describe('a foreign service that answers 200', () => {
  let repository: GitRepository;
  let service: FakeService;
  beforeEach(() => {
    repository = GitRepository.of({ 'src/a.js': 'export const a = 1;\n', '.gitignore': 'coverage/\n' });
    repository.write({ 'coverage/lcov.info': LCOV });
  });
  afterEach(async () => {
    await service.stop();
    repository.remove();
  });

  it.each([
    ['an empty object', {}],
    ['a list', []],
    ['a text', 'welcome'],
    ['null', null],
    ['an object of other fields', { ok: true, user: 'me', org: null, scopes: 7 }],
  ])('with %s: each command exits 4 in one sentence', async (_name, body) => {
    service = await FakeService.start({ anonymous: () => ({ status: 200, body }) });
    const env = { QGATE_URL: service.url, QGATE_TOKEN: VALID_TOKEN, QGATE_RETRIES: '0' };
    for (const args of [
      ['run', '--analyzers', 'none'],
      ['status', '1'],
      ['policy', 'get'],
      ['waiver', 'list'],
      ['complete', '--scan', '1'],
    ]) {
      const terminal = recordingTerminal(repository.root, env);
      expect([args, await main(args, terminal)]).toEqual([args, 4]);
      expect(terminal.err()).toContain('the response does not come');
    }
  });
});
