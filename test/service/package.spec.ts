import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { BARE_ENV, GitRepository } from '../cli/support/git-repository.js';
import { BUILD_TIMEOUT_MS, buildPackage } from '../support/built-package.js';
import { aScratchFolder, cleanUpServices } from '../support/built-service.js';

const ROOT = path.join(__dirname, '../..');

/**
 * The package that `npm run pack:qgate` makes, unpacked in an empty folder with nothing around it but the dependencies that it
 * names, in the versions that are installed here.
 */
describe('the package for pipelines', () => {
  let installed: string;
  let manifest: any;
  let files: string[];
  let repository: GitRepository;

  beforeAll(async () => {
    const { root } = await buildPackage();
    const folder = await aScratchFolder();
    const archive = path.join(root, 'dist-qgate/qgate.tgz');
    installed = path.join(folder, 'node_modules/qgate');
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['-xzf', archive, '-C', installed, '--strip-components=1']);
    manifest = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'));
    files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    for (const name of Object.keys(manifest.dependencies)) {
      const link = path.join(folder, 'node_modules', name);
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(realpathSync(path.join(ROOT, 'node_modules', name)), link);
    }
  }, BUILD_TIMEOUT_MS);
  afterAll(cleanUpServices);

  beforeEach(() => {
    repository = GitRepository.create();
    repository.commit({ 'src/a.js': 'export const a = 1;\n', 'src/b.py': 'def b():\n    return 1\n' });
  });
  afterEach(() => repository.remove());

  const qgate = (...args: readonly string[]) =>
    promisify(execFile)(process.execPath, [path.join(installed, manifest.bin.qgate), ...args], {
      cwd: repository.root,
      env: BARE_ENV,
    });

  it('names exactly the versions of the lock file', () => {
    const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8'));
    for (const [name, version] of Object.entries(manifest.dependencies)) {
      expect(`${name} ${String(version)}`).toBe(`${name} ${packages[`node_modules/${name}`].version}`);
    }
    expect(Object.keys(manifest.dependencies)).toEqual(expect.arrayContaining(['commander', 'jscpd', 'typescript']));
  });

  it('leaves the service at home', () => {
    const names = Object.keys(manifest.dependencies).join(' ');
    expect(names).not.toMatch(/nestjs|typeorm|postgres|\bpg\b|express/);
    expect(files.filter((file) => /\/(modules|platform|migrations)\//.test(file))).toEqual([]);
  });

  it('says its version', async () => {
    expect((await qgate('--version')).stdout).toBe(`${manifest.version}\n`);
  });

  it('judges offline, with both of its analyzers', async () => {
    const { stdout, stderr } = await qgate('local', '--write-baseline', '--verbose');
    expect(stdout).toContain('Gate passed');
    expect(stderr).toMatch(/Analyzer jscpd: \d+\.\d+\.\d+, 0 duplicated blocks/);
    expect(stderr).toMatch(/Analyzer eslint: \d+\.\d+\.\d+, 0 complex functions/);
  });

  it('reads the scopes around findings by its grammars', async () => {
    const branches = Array.from({ length: 12 }, (_, n) => `    if (x === ${n}) return ${n};`).join('\n');
    repository.commit({
      'src/c.ts': `export class Cart {\n  price(x: number): number {\n${branches}\n    return 0;\n  }\n}\n`,
    });
    const { stderr } = await qgate('local', '--write-baseline', '--verbose');
    expect(stderr).toMatch(/Source of the findings: 1 finding completed/);
    expect(stderr).not.toContain('no grammar');
  });

  it('has the recipes', async () => {
    await qgate('init', '--ci', 'gitlab');
    const recipe = readFileSync(path.join(ROOT, 'recipes/gitlab-ci.yml'), 'utf8');
    expect(readFileSync(path.join(repository.root, '.gitlab-ci.yml'), 'utf8')).toBe(recipe);
  });
});
