import { type Project, VerdictWorld } from './support/project.js';
import { aFunction } from './support/sources.js';

const JSCPD = { analyzers: 'jscpd', lint: null } as const;

describe('duplication judges the change', () => {
  let world: VerdictWorld;
  let project: Project;
  beforeAll(async () => {
    world = await VerdictWorld.start();
  });
  afterAll(() => world.stop());
  afterEach(() => project.remove());

  const rest = { 'src/other.js': aFunction('other', 30) };

  it('8. a copied file is found at the copy, which names the original', async () => {
    project = world.aProject('verdicts/copied-file', { 'src/invoice.js': aFunction('invoice', 40), ...rest });
    await project.scanPush('main', JSCPD);
    project.branch('change-1', 'main');
    project.commit({ 'src/a-receipt.js': project.read('src/invoice.js') });
    const { result } = await project.scanPull(1, 'main', JSCPD);
    expect(result.new_findings).toMatchObject([
      { type: 'duplication', file_path: 'src/a-receipt.js', related: [{ file_path: 'src/invoice.js' }] },
    ]);
    expect(result.status).toBe('failed');
  });

  it('a copied file is reported at the copy, and the message names the original, whichever comes first', async () => {
    project = world.aProject('verdicts/copied-below', { 'src/invoice.js': aFunction('invoice', 40), ...rest });
    await project.scanPush('main', JSCPD);
    project.branch('change-1', 'main');
    project.commit({ 'src/receipt.js': project.read('src/invoice.js') });
    const { result } = await project.scanPull(1, 'main', JSCPD);
    expect(result.new_findings).toMatchObject([
      {
        file_path: 'src/receipt.js',
        message: expect.stringMatching(/^Duplicated block of \d+ lines, also at "src\/invoice\.js:1"$/),
      },
    ]);
  });

  it('9. old clones that shrink or are paired differently are not new', async () => {
    const shared = aFunction('shared', 60);
    project = world.aProject('verdicts/shrunk-clones', {
      'src/a.js': shared,
      'src/b.js': shared,
      'src/c.js': shared,
      ...rest,
    });
    const main = await project.scanPush('main', JSCPD);
    expect(main.findings.length).toBeGreaterThan(0);
    project.branch('change-1', 'main');
    const lines = shared.split('\n');
    project.commit({
      'src/a.js': [...lines.slice(0, 25), '  refresh(input);', ...lines.slice(26)].join('\n'),
      'src/b.js': lines.slice(0, 45).concat(lines.slice(-3)).join('\n'),
    });
    const { result, findings } = await project.scanPull(1, 'main', JSCPD);
    expect(findings.length).toBeGreaterThan(0);
    expect(result).toMatchObject({ new_findings: [], status: 'passed', violations: [] });
    expect(result.tolerated_violations.map(({ rule }: { rule: string }) => rule)).toContain('duplication_pct_max');
  });

  it('11. equal imports and licence headers are no clones', async () => {
    const licence = `/*\n${Array.from({ length: 20 }, (_, at) => ` * Clause ${at} of the licence of this file.\n`).join('')} */\n`;
    const imports = Array.from(
      { length: 25 },
      (_, at) => `import { part${at}, other${at} } from './parts/part${at}.js';\n`,
    );
    const head = `${licence}${imports.join('')}\n`;
    project = world.aProject('verdicts/import-clones', { 'src/a.js': `${head}${aFunction('first', 12)}`, ...rest });
    await project.scanPush('main', JSCPD);
    project.branch('change-1', 'main');
    project.commit({ 'src/b.js': `${head}${aFunction('second', 12)}` });
    const { result, findings } = await project.scanPull(1, 'main', JSCPD);
    expect(findings).toEqual([]);
    expect(result).toMatchObject({ new_findings: [], status: 'passed' });
    expect(result.passed_rules).toContainEqual({ rule: 'duplication_pct_max', threshold: 3, actual: 0 });
  });
});
