import { execFile, execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { BARE_ENV, GitRepository } from '../cli/support/git-repository.js';
import { BUILD_TIMEOUT_MS, buildPackage } from '../support/built-package.js';
import { aScratchFolder, cleanUpServices } from '../support/built-service.js';

const ROOT = path.join(__dirname, '../..');

const MB = 1_000_000;

describe('the package of the service', () => {
  const read = (name: string) => JSON.parse(readFileSync(path.join(ROOT, name), 'utf8'));

  it('has neither sources nor the command line, which it hands out as a package', () => {
    const { files, dependencies } = read('package.json') as {
      files: readonly string[];
      dependencies: Readonly<Record<string, string>>;
    };
    expect(files).toEqual(expect.arrayContaining(['dist', '!dist/src/cli', 'dist-web', 'dist-qgate']));
    expect(files.filter((name) => /^(src|web|bin|scripts|test|bench)$/.test(name))).toEqual([]);
    expect(Object.keys(dependencies).filter((name) => /eslint|typescript|jscpd|tree-sitter|vite/.test(name))).toEqual(
      [],
    );
  });

  (process.platform === 'linux' && process.arch === 'x64' ? it : it.skip)(
    'takes at most 175 MB on disk with its packages (needs linux-x64)',
    async () => {
      const { packages } = read('package-lock.json') as {
        packages: Readonly<Record<string, { dev?: boolean; devOptional?: boolean }>>;
      };
      // `devOptional` is what a package may use where it is there, as Nest's plugin uses TypeScript.
      const places = Object.entries(packages)
        .filter(([place, { dev, devOptional }]) => place !== '' && !dev && !devOptional)
        .map(([place]) => place);
      const installed = places.map((place) => path.join(ROOT, place)).filter((place) => existsSync(place));
      const { root } = await buildPackage();
      const own = ['dist', 'dist-web', 'dist-qgate', 'openapi.json'].map((name) => path.join(root, name));
      const size = [...installed, ...own, path.join(ROOT, 'docs')].reduce((sum, place) => sum + bytesOf(place), 0);
      expect(size).toBeGreaterThan(100 * MB);
      expect(size).toBeLessThanOrEqual(175 * MB);
    },
    BUILD_TIMEOUT_MS,
  );
});

/** Bytes of a file, or of the files in a folder without the packages below it. */
function bytesOf(place: string): number {
  const stat = lstatSync(place);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(place)
    .filter((name) => name !== 'node_modules')
    .reduce((sum, name) => sum + bytesOf(path.join(place, name)), 0);
}

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
