import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { STARTED } from './support/started-commands.js';

const ROOT = path.join(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };

/** Commands that something else runs: a file, and the words by which it does. */
const RUN_BY: Readonly<Record<string, readonly [file: string, words: string]>> = {
  authorization: ['test/security/authorization.spec.ts', 'UPDATE_DOCS'],
  boundaries: ['package.json', 'npm run boundaries'],
  build: ['.ci/run', 'run --silent build'],
  check: ['.ci/run', 'run --silent check'],
  docs: ['scripts/documents/site.spec.ts', 'scripts/docs.mjs'],
  drill: ['test/drills/high-availability.nightly.spec.ts', 'DRILL_ROUNDS'],
  corpus: ['.ci/run', 'run --silent corpus'],
  distribute: ['test/service/connections.spec.ts', 'is refused by npm run distribute'],
  lint: ['package.json', 'npm run lint'],
  migrate: ['test/service/connections.spec.ts', 'is prepared by npm run migrate'],
  openapi: ['scripts/openapi.mjs', 'write'],
  'openapi:check': ['.ci/run', 'run --silent openapi:check'],
  'pack:qgate': ['scripts/support/builds.mjs', 'pack-qgate'],
  'pack:vscode': ['scripts/pack-vscode.spec.ts', 'pack-vscode.mjs'],
  prose: ['scripts/prose/prose.spec.ts', 'prose'],
  'recorded-runs': ['test/service/recorded-runs.nightly.spec.ts', 'recorded-runs.mjs'],
  release: ['test/operations/release.nightly.spec.ts', 'release.mjs'],
  'release:check': ['test/operations/release.nightly.spec.ts', 'release-check.mjs'],
  silencings: ['src/cli/loosened/silencings.spec.ts', 'silencing'],
  start: ['test/service/npm-start.spec.ts', 'scripts.start'],
  test: ['.ci/run', 'npm test'],
  'test:cluster': ['test/support/shared-cluster.spec.ts', 'startSharedCluster'],
  'test:integration': ['.ci/run', '--selectProjects=integration'],
  'test:node': ['.ci/run', 'run --silent test:node'],
  'test:security': ['test/security/documentation.spec.ts', 'test:security'],
  'test:unit': ['.ci/run', '--selectProjects=unit'],
  'tracking:check': ['.ci/run', 'run --silent tracking:check'],
  types: ['package.json', 'npm run types'],
  'web:types': ['package.json', 'npm run web:types'],
};

/** Commands that no test can run, and why. */
const NOT_RUN: Readonly<Record<string, string>> = {
  mutation: 'takes 20 minutes',
  'test:citus': 'needs a cluster of Citus',
  sbom: 'fetches a package from the registry',
  'test:nightly': 'is this run, or needs its time',
  'test:random': 'is npm test with another seed',
  'test:steady': 'takes hours; scripts/support/steady.spec.ts has its plan',
  'test:watch': 'waits for keys',
};

/** The npm scripts that the documents name, each with the first page that does. */
function documentedScripts(): Map<string, string> {
  const pages = [
    ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'],
    ...readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => path.join('docs', name)),
  ];
  const found = new Map<string, string>();
  for (const page of pages)
    for (const [, run, short] of read(page).matchAll(/\bnpm (?:run (?:--silent )?([a-z][\w:-]*)|(test|start)\b)/g)) {
      const name = (run ?? short)!;
      if (!found.has(name)) found.set(name, page);
    }
  return found;
}

describe('the commands that documents name', () => {
  const documented = documentedScripts();

  it('exist, and each is run by a test, by CI or by the nightly run', () => {
    expect([...documented.keys()].filter((name) => !(name in scripts))).toEqual([]);
    const known = new Set([STARTED, RUN_BY, NOT_RUN].flatMap((commands) => Object.keys(commands)));
    expect([...documented].filter(([name]) => !known.has(name))).toEqual([]);
    for (const [file, words] of Object.values(RUN_BY)) expect(read(file)).toContain(words);
  });
});
