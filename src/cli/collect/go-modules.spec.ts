import { mkdtempSync, rmSync } from 'node:fs';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ReportFile } from '../report-file.js';
import { withPathsOfModules } from './go-modules.js';

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'quality-gate-modules-'));
  const files = {
    'go.mod': '// the shop\nmodule example.org/shop/v2\n\ngo 1.22\n',
    'tools/gen/go.mod': 'module "example.org/shop/v2/gen"\n',
    'svc/go.mod': 'go 1.22\n',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.join(root, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
});
afterAll(() => rmSync(root, { recursive: true }));

const profile = (...paths: string[]): string => ['mode: set', ...paths.map((each) => `${each}:1.1,2.2 1 1`)].join('\n');
const reportOf = (name: string, text: string, format: 'go' | 'lcov' = 'go'): ReportFile => ({
  kind: 'coverage',
  name,
  content: Buffer.from(text),
  format,
});
const textOf = async (report: ReportFile, ...tracked: string[]) => {
  const [read] = await withPathsOfModules([report], { root, tracked: new Set(tracked) });
  return read!.content.toString();
};

describe('paths of a Go profile', () => {
  it('begin at the root of the repository where a go.mod is above the report', async () => {
    const text = profile('example.org/shop/v2/cart/é.go', 'example.org/shop/v2/main.go', 'example.org/shop/other/a.go');
    const expected = profile('cart/é.go', 'main.go', 'example.org/shop/other/a.go');
    expect(await textOf(reportOf('coverage.out', text))).toBe(expected);
    expect(await textOf(reportOf('svc/out/coverage.out', text))).toBe(expected);
  });

  it('are those of the module with the longest name, wherever its go.mod is committed', async () => {
    const text = profile('example.org/shop/v2/gen/main.go', 'example.org/shop/v2/generate.go');
    expect(await textOf(reportOf('coverage.out', text), 'tools/gen/go.mod', 'a.go')).toBe(
      profile('tools/gen/main.go', 'generate.go'),
    );
  });

  it('stay in reports of another format', async () => {
    const text = 'SF:example.org/shop/v2/a.go\nend_of_record\n';
    expect(await textOf(reportOf('lcov.info', text, 'lcov'))).toBe(text);
  });
});
