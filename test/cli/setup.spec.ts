import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { POLICY_FILES } from '../../src/cli/collect/policy-file.js';
import { COMMANDS } from '../../src/cli/command-list.js';
import { readRecipe } from '../../src/cli/init/read-recipe.js';
import { main } from '../../src/cli/main.js';
import { SECRET_VARIABLES } from '../../src/cli/redact.js';
import { CI_RECIPES, type CiRecipe, type CiSystem } from '../../src/domain/recipes/ci-recipes.js';
import { BARE_PATH, writeProgram } from './support/bare-path.js';
import { FakeService, VALID_TOKEN } from './support/fake-service.js';
import { GitRepository } from './support/git-repository.js';
import { recordingTerminal } from './support/recording-terminal.js';

const scratch = mkdtempSync(path.join(tmpdir(), 'qgate-test-'));
let repository: GitRepository;
beforeEach(() => {
  repository = GitRepository.of({ 'src/a.js': 'export const a = 1;\n' });
  jest.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  jest.restoreAllMocks();
  repository.remove();
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function qgate(args: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = repository.root) {
  const terminal = recordingTerminal(cwd, { XDG_CONFIG_HOME: scratch, ...env });
  const exitCode = await main(args, terminal);
  return { exitCode, out: terminal.out(), err: terminal.err() };
}

const read = (name: string): string => readFileSync(path.join(repository.root, name), 'utf8');

describe('qgate init', () => {
  it('writes what the other commands read back', async () => {
    repository.git('remote', 'add', 'origin', 'git@git.example:acme/web.git');
    const { exitCode, out, err } = await qgate(['init', '--no-measure', '--url', 'https://gate.example/']);
    expect(exitCode).toBe(0);
    expect(parse(read('qgate.yml'))).toEqual({ repo: 'acme/web', default_branch: 'main' });
    expect((await qgate(['policy', 'validate'])).exitCode).toBe(0);
    expect((await qgate(['run', '--dry-run', '--analyzers', 'eslint', '--quiet'])).exitCode).toBe(0);
    expect(err).toContain('Wrote qgate.yml.');
    const schema = '# yaml-language-server: $schema=https://gate.example/schemas/';
    expect(read('qgate.yml').split('\n', 1)).toEqual([`${schema}qgate.json`]);
    expect(read(POLICY_FILES[0]!).split('\n', 1)).toEqual([`${schema}policy.json`]);
    expect(err).toContain('No CI system was recognized');
    expect(out).toBe('');
  });

  it('prints the presets of the policy, and how to choose one', async () => {
    const { err } = await qgate(['init', '--no-measure']);
    expect(err).toContain('  clean_changes: Clean changes (recommended)\n    A change adds no critical finding.\n');
    expect(err).toContain('An admin chooses, signed in with qgate login: qgate policy set --preset clean_changes');
    expect(err).not.toContain('chosen');
  });

  it('knows a default branch called master, and needs neither a branch nor a commit', async () => {
    const branchIn = async (): Promise<unknown> => {
      expect((await qgate(['init', '--no-measure', '--force'])).exitCode).toBe(0);
      return (parse(read('qgate.yml')) as { default_branch: string }).default_branch;
    };
    repository.git('branch', '--quiet', '--move', 'master');
    expect(await branchIn()).toBe('master');
    repository.git('checkout', '--quiet', '--detach');
    expect(await branchIn()).toBe('master');
    repository.git('checkout', '--quiet', '--orphan', 'empty');
    repository.git('branch', '--quiet', '--delete', '--force', 'master');
    repository.git('symbolic-ref', 'HEAD', 'refs/heads/master');
    expect(await branchIn()).toBe('master');
  });

  it('takes the only branch for the default one, whatever its name', async () => {
    const branchIn = async (): Promise<unknown> => {
      await qgate(['init', '--no-measure', '--force']);
      return (parse(read('qgate.yml')) as { default_branch: string }).default_branch;
    };
    repository.git('branch', '--quiet', '--move', 'trunk');
    repository.git('update-ref', 'refs/remotes/origin/trunk', 'HEAD');
    expect(await branchIn()).toBe('trunk');
    repository.git('checkout', '--quiet', '-b', 'topic');
    expect(await branchIn()).toBe('main');
  });

  it('writes the organization of the token, but rather the one that is named', async () => {
    const service = await FakeService.start({
      intercept: ({ path: route }) => {
        if (route === '/quality/gates/presets') return { status: 200, body: { presets: [], chosen: null } };
        const config = { policy: {}, policy_version: 'v1', block_merge_on_fail: true };
        return route === '/quality/gates/config' ? { status: 200, body: config } : null;
      },
    });
    const env = { QGATE_URL: service.url, QGATE_TOKEN: VALID_TOKEN };
    for (const [named, org] of [
      [[], 'acme'],
      [['--org', 'other'], 'other'],
    ] as const) {
      rmSync(path.join(repository.root, '.gitlab-ci.yml'), { force: true });
      const { err } = await qgate(['init', '--no-measure', '--force', '--ci', 'gitlab', ...named], env);
      expect([parse(read('qgate.yml')), read('.gitlab-ci.yml')]).toEqual([
        expect.objectContaining({ org }),
        expect.stringContaining(`QGATE_ORG: '${org}'`),
      ]);
      expect(err).toContain(`QGATE_ORG is ${org}`);
    }
    await service.stop();
  });

  it('writes the section for agents alone, and replaces it', async () => {
    repository.write({ 'AGENTS.md': '# Ours\n' });
    const { exitCode, err } = await qgate(['init', '--agents']);
    expect([exitCode, err]).toEqual([0, 'AGENTS.md has the section for coding agents.\n']);
    const once = read('AGENTS.md');
    expect(once).toMatch(/^# Ours\n\n<!-- qgate:begin -->\n[^]*<!-- qgate:end -->\n$/);
    await qgate(['init', '--agents']);
    expect(read('AGENTS.md')).toBe(once);
    expect(existsSync(path.join(repository.root, 'qgate.yml'))).toBe(false);
  });

  it('overwrites nothing without --force', async () => {
    repository.write({ 'qgate.yml': 'repo: mine\n' });
    expect((await qgate(['init', '--no-measure'])).err).toContain('qgate.yml already exists and was not changed.');
    expect(read('qgate.yml')).toBe('repo: mine\n');
    await qgate(['init', '--no-measure', '--force']);
    expect(read('qgate.yml')).toContain('repo: shop\n');
  });

  it('measures the repository and proposes the policy that it meets today', async () => {
    const rows = Array.from({ length: 12 }, (_, n) => `  const value${n} = input.field${n} * ${n} + offset${n};\n`);
    const copied = (name: string): string => `export function ${name}(input, offset) {\n${rows.join('')}}\n`;
    repository.commit({ 'src/a.js': copied('one'), 'src/b.js': copied('two') });
    repository.git('checkout', '--quiet', '-b', 'feature');
    const { exitCode, err } = await qgate(['init'], { QGATE_ANALYZERS: 'jscpd' });
    expect(exitCode).toBe(0);
    expect(err).toContain('The checkout is on feature, not main, so the proposal is for the code that is checked out.');
    expect(err).toMatch(/^duplication_pct_max +3 +\d+(\.\d+)? +\d+$/m);
    expect(err).toMatch(/^new_critical_max +0 +0 +0$/m);
    expect(err).toContain('qgate policy set --repo shop --file qgate-policy.yml');
    const proposal = parse(read('qgate-policy.yml')) as Record<string, unknown>;
    expect(Object.keys(proposal)).toContain('duplication_pct_max');
    expect(Object.keys(proposal)).not.toContain('new_critical_max');
    expect(proposal.duplication_pct_max).toBeGreaterThan(3);
    expect((await qgate(['policy', 'validate', 'qgate-policy.yml'])).exitCode).toBe(0);
  });

  it('says why it cannot propose one', async () => {
    const { exitCode, err } = await qgate(['init'], { QGATE_ANALYZERS: 'none' });
    expect([exitCode, err]).toEqual([0, expect.stringContaining('No policy is proposed: There is nothing to upload')]);
  });

  describe.each(Object.entries(CI_RECIPES) as [CiSystem, CiRecipe][])('for %s', (system, recipe) => {
    it('writes the recipe', async () => {
      const { exitCode, out, err } = await qgate(['init', '--no-measure', '--ci', system]);
      expect({ exitCode, out }).toEqual({ exitCode: 0, out: '' });
      expect(err).toContain(`Wrote ${recipe.file} for ${recipe.name}`);
      expect(read(recipe.file)).toBe(await readRecipe(recipe, { defaultBranch: 'main' }));
    });

    it('writes address, package, organization and default branch into it', async () => {
      const named = ['--url', "https://gate.example/it's", '--org', 'acme'];
      const { err } = await qgate(['init', '--no-measure', '--ci', system, ...named]);
      const text = read(recipe.file);
      expect(text).toContain("'https://gate.example/it%27s'");
      if (system !== 'github') expect(text).toContain('QGATE_PACKAGE');
      expect(text.match(/'acme'/g)).toHaveLength(1);
      const [first] = text.split('\n');
      expect(first).toMatch(
        /^(#|\/\/) (The \w+ is a trusted publisher|(qgate-token|QGATE_TOKEN( \(secured\))?) is an? )/,
      );
      const variables: readonly string[] = recipe.settings;
      for (const [name, value] of [
        ['QGATE_PACKAGE', 'https://gate.example/it%27s/qgate.tgz'],
        ['QGATE_DEFAULT_BRANCH', 'main'],
      ] as const)
        expect(new RegExp(`\\b${name}( =|:|=) ?'${value}'`).test(text)).toBe(variables.includes(name));
      if (!recipe.file.endsWith('Jenkinsfile')) expect(() => parse(text) as unknown).not.toThrow();
      expect(parse(read('qgate.yml'))).not.toHaveProperty('url');
      expect(err.includes('"may_write_baseline":false')).toBe(system !== 'github' && system !== 'gitlab');
    });

    it('runs on the default branch, whatever that is called', async () => {
      for (const branch of ['master', 'release, "next"']) {
        const text = await readRecipe(recipe, { defaultBranch: branch });
        expect(text).not.toMatch(/\[main[\],]|^ +main:$/m);
        if (recipe.branches !== undefined) expect(JSON.stringify(parse(text))).toContain(JSON.stringify(branch));
      }
      repository.git('branch', '-m', 'master');
      await qgate(['init', '--no-measure', '--ci', system]);
      const text = read(recipe.file);
      expect(text).toBe(await readRecipe(recipe, { defaultBranch: 'master' }));
      const isToldByCi = system === 'github' || system === 'gitlab';
      expect(/QGATE_DEFAULT_BRANCH\W+'?master/.test(text)).toBe(!isToldByCi);
    });

    it('follows a gate in monitor mode, and one that blocks merges not', async () => {
      for (const block_merge_on_fail of [false, true]) {
        const service = await FakeService.start({
          intercept: ({ path: route }) => {
            if (route === '/quality/gates/presets') return { status: 200, body: { presets: [], chosen: null } };
            const config = { policy: {}, policy_version: 'v1', block_merge_on_fail };
            return route === '/quality/gates/config' ? { status: 200, body: config } : null;
          },
        });
        rmSync(path.join(repository.root, recipe.file), { force: true });
        const env = { QGATE_URL: service.url, QGATE_TOKEN: VALID_TOKEN };
        await qgate(['init', '--no-measure', '--ci', system], env);
        await service.stop();
        expect(/^ +.* run --follow-monitor --output|arguments: --follow-monitor$/m.test(read(recipe.file))).toBe(
          !block_merge_on_fail,
        );
      }
    });

    it('prints it where there is a pipeline already, which stays as it is', async () => {
      repository.write({ [recipe.file]: 'mine\n' });
      const { out, err } = await qgate(['init', '--no-measure', '--force']);
      expect(out).toBe(await readRecipe(recipe, { defaultBranch: 'main' }));
      expect(err).toContain(`${recipe.file} already exists.`);
      expect(read(recipe.file)).toBe('mine\n');
    });

    it('is what docs/ci.md shows', async () => {
      const docs = readFileSync(path.join(__dirname, '../../docs/ci.md'), 'utf8');
      expect(docs).toContain(`\n${await readRecipe(recipe)}\`\`\`\n`);
    });
  });

  it.each([
    ['github', 'repository_id'],
    ['gitlab', 'project_id'],
  ] as const)('trusts a pipeline of %s without a stored key', async (system, claim) => {
    const { err } = await qgate(['init', '--no-measure', '--ci', system]);
    expect(err).toContain(`{"kind":"${system}","claims":{"${claim}":`);
    const recipe: unknown = parse(await readRecipe(CI_RECIPES[system]));
    // It takes a key out of npm's environment, and names it nowhere else.
    expect(JSON.stringify(recipe).replace('env -u QGATE_TOKEN ', '')).not.toContain('QGATE_TOKEN');
    const page = readFileSync(path.join(__dirname, '../../docs/trusted-publishers.md'), 'utf8');
    const section = page.split(/^## /m).find((each) => each.startsWith(CI_RECIPES[system].name))!;
    expect(recipe).toMatchObject(parse(/^```yaml\n([^]*?)^```$/m.exec(section)![1]!) as object);
  });

  it.each([
    ['github', 'bors.toml', ['main', 'staging', 'trying']],
    ['github', '.trunk/trunk.yaml', ['main', 'trunk-merge/**']],
    ['github', '.mergify.yml', ['main']],
    ['azure', '.trunk/trunk.yaml', ['main', 'gh-readonly-queue/*', 'trunk-merge/*']],
  ] as const)('for %s runs on the branches of the queue of %s', async (system, file, branches) => {
    repository.write({ [file]: '' });
    await qgate(['init', '--no-measure', '--ci', system]);
    const { on, trigger } = parse(read(CI_RECIPES[system].file)) as { on?: { push: object }; trigger?: object };
    expect(on?.push ?? { branches: trigger }).toEqual({ branches });
  });

  it.each([
    ['git@github.com:acme/web.git', 'github'],
    ['https://gitlab.example/acme/web.git', 'gitlab'],
    ['https://acme@dev.azure.com/acme/store/_git/web', 'azure'],
    ['git@bitbucket.org:acme/web.git', 'bitbucket'],
  ] as const)('knows the system of %s', async (address, system) => {
    repository.git('remote', 'add', 'origin', address);
    expect((await qgate(['init', '--no-measure'])).err).toContain(`Wrote ${CI_RECIPES[system].file} `);
  });
});

describe('qgate analyze', () => {
  it('writes the reports of the analyzers', async () => {
    repository.commit({ 'scripts/a.sh': 'rm $1\n' });
    const bin = path.join(scratch, 'bin');
    writeProgram(bin, 'shellcheck', `console.log(args[0] === '--version' ? 'version: 0.10.0' : '{"comments":[]}');`);
    const env = { PATH: `${bin}${path.delimiter}${BARE_PATH}` };
    const { exitCode, out } = await qgate(['analyze', '--analyzers', 'eslint,shellcheck', '--out', 'reports'], env);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^shellcheck +0\.10\.0 +0 results$/m);
    expect(readdirSync(path.join(repository.root, 'reports')).sort()).toEqual([
      'eslint-complexity.eslint.json',
      'shellcheck.sarif',
    ]);
  });

  it('keeps credentials from the analyzers', async () => {
    repository.commit({ 'scripts/a.sh': 'rm $1\n' });
    const bin = path.join(scratch, 'curious');
    const seen = path.join(scratch, 'seen.json');
    writeProgram(
      bin,
      'shellcheck',
      `writeFileSync(${JSON.stringify(seen)}, JSON.stringify(process.env));
       console.log(args[0] === '--version' ? 'version: 0.10.0' : '{"comments":[]}');`,
    );
    const secrets = Object.fromEntries(SECRET_VARIABLES.map((name) => [name, `${name} of the test`]));
    const env = { PATH: `${bin}${path.delimiter}${BARE_PATH}`, ...secrets };
    expect((await qgate(['analyze', '--analyzers', 'shellcheck', '--out', 'reports'], env)).exitCode).toBe(0);
    expect(SECRET_VARIABLES.filter((name) => name in (JSON.parse(readFileSync(seen, 'utf8')) as object))).toEqual([]);
  });

  it('exits 6 where there is nothing to analyze, 7 where an analyzer breaks', async () => {
    expect((await qgate(['analyze', '--analyzers', 'none'])).exitCode).toBe(6);
    const { exitCode, err } = await qgate(['analyze', '--analyzers', 'vulture']);
    expect(exitCode).toBe(7);
    expect(err).toContain('vulture is requested but not on the PATH.');
  });
});

describe('qgate doctor', () => {
  let service: FakeService;
  const me = {
    user: { email: 'ada@example.test' },
    org: { name: 'Acme' },
    role: 'MEMBER',
    scopes: ['write:scans', 'read:scans'],
  };
  const start = async (
    scopes: string[] = me.scopes,
    public_url: string | null = null,
    answers: Readonly<Record<string, object>> = {},
  ) => {
    service = await FakeService.start({
      anonymous: ({ path: route }) => (route === '/health' ? { status: 200, body: { status: 'ok' } } : null),
      intercept: ({ path: route }) => {
        const known = { '/overview': { repos: [] }, ...answers }[route];
        if (known !== undefined) return { status: 200, body: known };
        return route === '/auth/me'
          ? { status: 200, body: { ...me, scopes, public_url, authenticated_by: 'api_key', api_key: { name: 'ci' } } }
          : null;
      },
    });
    return { QGATE_URL: service.url, QGATE_TOKEN: VALID_TOKEN };
  };
  afterEach(() => service.stop());

  it('finds nothing amiss, and sends nothing', async () => {
    const { exitCode, out } = await qgate(['doctor'], await start());
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^ok +scan +shop \(the folder's name\), branch main \(git, the checked-out branch\)/m);
    expect(out).toMatch(/^note +reports +none found; analyzers: jscpd, eslint$/m);
    expect(out).toMatch(/^ok +token +key "ci" of Acme \(MEMBER\)$/m);
    expect(service.requests.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET']);
    expect(out).not.toContain(VALID_TOKEN);
  });

  it('says where links lead, and that the service has none without PUBLIC_URL', async () => {
    const env = await start();
    const { exitCode, out } = await qgate(['doctor'], env);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^note +dashboard +http.*, the address that qgate uses: the service has no PUBLIC_URL$/m);
    expect(out).toContain('Comments and messages of the service contain no links until its operator sets PUBLIC_URL.');
    await service.stop();
    const known = await qgate(['doctor'], await start(me.scopes, 'https://gate.example.org'));
    expect(known.out).toMatch(/^ok +dashboard +https:\/\/gate\.example\.org$/m);
  });

  it('says when scans of the default branch are missing', async () => {
    const since = '2026-01-01T00:00:00.000Z';
    const repos = [
      { name: 'shop-2', scan_missing_since: '2025-01-01T00:00:00.000Z' },
      { name: 'shop', scan_missing_since: since },
    ];
    const { exitCode, out } = await qgate(['doctor'], await start(me.scopes, null, { '/overview': { repos } }));
    expect(exitCode).toBe(0);
    expect(out).toMatch(
      /^note +scans +shop has had no completed scan of its default branch since 2026-01-01T00:00:00.000Z$/m,
    );
    expect(service.requests.at(-1)!.query.get('q')).toBe('shop');
    await service.stop();
    const now = { '/overview': { repos: [{ name: 'shop', scan_missing_since: null }] } };
    const known = await qgate(['doctor'], await start(me.scopes, null, now));
    expect(known.out).toMatch(/^ok +scans +up to date$/m);
  });

  it('says what a forge would be shown for the checkout, and why that is not known', async () => {
    const { out } = await qgate(['doctor'], await start());
    expect(out).toMatch(/^note +forge +not known: the token lacks read:repos$/m);
    await service.stop();
    const scopes = [...me.scopes, 'read:repos'];
    const unknown = await qgate(['doctor'], await start(scopes, null, { '/repos': { repos: [], next_cursor: null } }));
    expect(unknown.out).toMatch(
      /^note +forge +not known yet: the first scan creates shop and finds its forge repository$/m,
    );
    await service.stop();
    const report = { status: true, check: true, annotations: true, comment: 'on_failure' };
    const place = { forge_id: 3, project: 'acme/shop', project_id: '9', context: 'quality-gate', report };
    const env = await start(scopes, null, {
      '/repos': { repos: [{ id: 8, name: 'shop' }], next_cursor: null },
      '/repos/8/forge': { ...place, guessed: true, problem: null },
    });
    const { exitCode, out: shown } = await qgate(['doctor'], env);
    expect(exitCode).toBe(0);
    expect(shown).toMatch(/^ok +forge +"quality-gate" on [0-9a-f]{10}; at acme\/shop$/m);
    expect(shown).toContain('The forge repository was guessed from the address or name of the repository.');
    await service.stop();
    const refused = await qgate(['doctor'], await start(scopes));
    expect(refused.exitCode).toBe(0);
    expect(refused.out).toMatch(/^note +forge +not known: /m);
  });

  it.each([
    ['no token', { QGATE_TOKEN: '' }, 3, /^fails token +There is no token\./m],
    ['a wrong token', { QGATE_TOKEN: 'wrong-token' }, 3, /^fails token /m],
    ['no service', { QGATE_URL: 'http://127.0.0.1:1' }, 4, /^fails service .*cannot be reached/m],
    ['a setting that cannot be read', { QGATE_TIMEOUT: 'soon' }, 2, /^fails settings +QGATE_TIMEOUT must be/m],
  ])('tells of %s and exits like a run would', async (_name, env, code, line) => {
    const { exitCode, out } = await qgate(['doctor'], { ...(await start()), ...env });
    expect(exitCode).toBe(code);
    expect(out).toMatch(line);
  });

  it('tells of a key that may not do what a run does', async () => {
    const { exitCode, out } = await qgate(['doctor'], await start(['read:scans']));
    expect(exitCode).toBe(3);
    expect(out).toContain('lacks write:scans.');
  });

  it('reports a change that cannot be compared, with the line that fixes it', async () => {
    repository.git('checkout', '--quiet', '--orphan', 'other');
    repository.commit({ 'b.js': 'x\n' });
    const { exitCode, out } = await qgate(['doctor'], await start());
    expect(exitCode).toBe(2);
    expect(out).toMatch(/^fails change +The checkout has no commit in common with the base branch main/m);
    expect(out).toContain('git fetch origin main');
  });

  it('works outside of a checkout too', async () => {
    const { exitCode, out } = await qgate(['doctor'], await start(), scratch);
    expect(exitCode).toBe(2);
    expect(out).toMatch(/^fails git +This is not a git checkout\./m);
    expect(out).toMatch(/^ok +token /m);
  });
});

describe('qgate completion', () => {
  const isInstalled = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;
  const scriptFor = async (shell: string): Promise<string> => {
    const file = path.join(scratch, `qgate.${shell}`);
    const { exitCode, out } = await qgate(['completion', shell]);
    expect(exitCode).toBe(0);
    writeFileSync(file, out);
    return file;
  };

  it.each(['bash', 'zsh', 'fish'])('names every command to %s', async (shell) => {
    const script = readFileSync(await scriptFor(shell), 'utf8');
    for (const { name, subcommands = [] } of COMMANDS) {
      expect(script).toContain(name);
      for (const each of subcommands) expect(script).toContain(each.name);
    }
  });

  for (const shell of ['bash', 'zsh', 'fish']) {
    (isInstalled(shell) ? it : it.skip)(`is a script that ${shell} understands`, async () => {
      execFileSync(shell, ['-n', await scriptFor(shell)]);
    });
  }

  (isInstalled('bash') ? it : it.skip)('completes commands, their subcommands and options in bash', async () => {
    const script = await scriptFor('bash');
    const complete = (...words: string[]): string[] =>
      execFileSync(
        'bash',
        [
          '-c',
          'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _qgate; printf "%s\\n" "${COMPREPLY[@]}"',
          script,
          ...words,
        ],
        { encoding: 'utf8' },
      )
        .trim()
        .split('\n');
    expect(complete('qgate', 'wai').sort()).toEqual(['wait', 'waiver']);
    expect(complete('qgate', 'waiver', '')).toEqual(expect.arrayContaining(['list', 'create', 'revoke', '--help']));
    expect(complete('qgate', 'waiver', 'create', '--re').sort()).toEqual([
      '--reason',
      '--repo',
      '--retries',
      '--retry-for',
    ]);
    expect(complete('qgate', 'run', '--soft')).toEqual(['--soft-fail']);
  });

  (isInstalled('fish') ? it : it.skip)('completes in fish', async () => {
    const script = await scriptFor('fish');
    const complete = (line: string): string =>
      execFileSync('fish', ['--no-config', '-c', `source ${script}; complete -C '${line}'`], { encoding: 'utf8' });
    expect(complete('qgate wai')).toMatch(/wait\t.*\nwaiver\t|waiver\t.*\nwait\t/);
    expect(complete('qgate waiver ')).toMatch(/^create\t/m);
    expect(complete('qgate run --soft')).toMatch(/^--soft-fail\t/m);
  });

  it('exits 2 for a shell that it does not know', async () => {
    const { exitCode, err } = await qgate(['completion', 'tcsh']);
    expect(exitCode).toBe(2);
    expect(err).toContain('The supported shells are bash, zsh, fish.');
    expect(existsSync(path.join(scratch, 'qgate.tcsh'))).toBe(false);
  });
});
