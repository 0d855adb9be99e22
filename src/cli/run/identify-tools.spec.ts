import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type FindingsFile } from '../report-file.js';
import { identifyTools, type RunReports } from './identify-tools.js';

const aReport = (format: FindingsFile['format'], content: unknown): FindingsFile => ({
  kind: 'findings',
  format,
  name: 'a report',
  content: Buffer.from(JSON.stringify(content)),
});
const aSarif = (...names: string[]): FindingsFile =>
  aReport('sarif', { runs: names.map((name) => ({ tool: { driver: { name } }, results: [] })) });

describe('identifyTools', () => {
  let root: string;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'qgate-tools-')));
    writeFileSync(path.join(root, '.eslintrc'), '{}');
    writeFileSync(path.join(root, 'ruff.toml'), '');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const identify = (reports: Partial<RunReports>, versions: Readonly<Record<string, string>> = {}) =>
    identifyTools(
      { collected: [], analyses: [], exclude: [], duplicationExclude: [], ...reports },
      { root, tracked: ['.eslintrc', 'ruff.toml'] },
      (tools) => Promise.resolve(new Map(tools.flatMap((tool) => (versions[tool] ? [[tool, versions[tool]]] : [])))),
    );
  const aDigest = expect.stringMatching(/^[0-9a-f]{32}$/);

  it('names tools as their reports do, and leaves out those of which nothing is known', async () => {
    const gitlab = aReport('gitlab', [{ engine_name: 'eslint' }, { engine_name: null }, {}]);
    const coverage = { kind: 'coverage', format: 'lcov', name: 'c', content: Buffer.alloc(0) } as const;
    expect(await identify({ collected: [aSarif('gosec', 'ESLint'), coverage] })).toEqual([
      { tool: 'ESLint', config_digest: aDigest },
    ]);
    expect(await identify({ collected: [gitlab] })).toEqual([{ tool: 'eslint', config_digest: aDigest }]);
  });

  it('takes the version of an analyzer that ran, and what it left out for its configuration', async () => {
    const analyses = [
      { reports: [aReport('jscpd', {})], outcome: '', tool: { name: 'jscpd', version: '5.0.0' } },
      { reports: [aReport('lizard', '')], outcome: '', tool: { name: 'lizard', version: null } },
    ];
    const [all] = await identify({ analyses });
    expect(all).toEqual({ tool: 'jscpd', version: '5.0.0', config_digest: aDigest });
    const [jscpd, lizard] = await identify({ analyses, exclude: ['gen/**'] });
    expect(jscpd).toEqual({ tool: 'jscpd', version: '5.0.0', config_digest: aDigest });
    expect(lizard).toEqual({ tool: 'lizard', config_digest: aDigest });
    expect(jscpd!.config_digest).not.toBe(all!.config_digest);
    const [other, same] = await identify({ analyses, exclude: ['gen/**'], duplicationExclude: ['test/**'] });
    expect(other!.config_digest).not.toBe(jscpd!.config_digest);
    expect(same).toEqual(lizard);
  });

  it('asks for versions that reports do not give', async () => {
    const versioned = aReport('sarif', {
      version: '2.1.0',
      runs: [{ tool: { driver: { name: 'Ruff', version: '0.5.0' } }, results: [] }],
    });
    const collected = [versioned, aSarif('Semgrep OSS'), aReport('eslint', [])];
    const versions = { Ruff: '0.9.0', 'Semgrep OSS': '1.2.3', eslint: '9.1.0' };
    expect((await identify({ collected }, versions)).map(({ tool, version }) => [tool, version])).toEqual([
      ['Ruff', undefined],
      ['Semgrep OSS', '1.2.3'],
      ['eslint', '9.1.0'],
    ]);
  });

  it('keeps both configurations of a tool that was reported and ran as well', async () => {
    const own = aReport('eslint', []);
    const bundled = { reports: [own], outcome: '', tool: { name: 'eslint', version: '9.1.0' } };
    const one = (await identify({ collected: [own] }))[0]!.config_digest;
    expect(await identify({ collected: [own], analyses: [bundled] })).toEqual([
      { tool: 'eslint', version: '9.1.0', config_digest: one },
    ]);
    const both = await identify({ collected: [own], analyses: [bundled], exclude: ['gen/**'] });
    expect(both[0]!.config_digest).toContain(one);
    expect(both[0]!.config_digest).toHaveLength(65);
  });
});
