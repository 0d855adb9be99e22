import { type Project, VerdictWorld } from './support/project.js';
import { aFunction, hits } from './support/sources.js';

describe('coverage says what the change left untested', () => {
  let world: VerdictWorld;
  let project: Project;
  beforeAll(async () => {
    world = await VerdictWorld.start();
  });
  afterAll(() => world.stop());
  afterEach(() => project.remove());

  it('5. three packages whose reports name src/index.js each, half of the change untested', async () => {
    const packages = ['one', 'two', 'three'];
    const sourceOf = (name: string) => `packages/${name}/src/index.js`;
    const sources = Object.fromEntries(packages.map((name) => [sourceOf(name), aFunction(name, 7)]));
    project = world.aProject('verdicts/monorepo', sources);
    const reportOf = (count: number, covered: number) => ({ 'src/index.js': hits(count, covered) });
    const coverage = {
      'packages/one': reportOf(10, 10),
      'packages/two': reportOf(10, 10),
      'packages/three': reportOf(10, 0),
    };
    const main = await project.scanPush('main', { coverage });
    expect((await world.app.admin.get(`/quality/coverage/${main.result.scan_id}`)).body).toMatchObject({
      file_count: 3,
      lines_total: 30,
      coverage_pct: 66.67,
    });

    project.branch('change-1', 'main');
    const added = ['first(1);', 'second(2);', 'third(3);', 'fourth(4);', ''].join('\n');
    project.commit({ [sourceOf('two')]: `${project.read(sourceOf('two'))}${added}` });
    const scan = await project.scanPull(1, 'main', { coverage: { ...coverage, 'packages/two': reportOf(14, 12) } });
    expect(scan.result).toMatchObject({
      status: 'failed',
      basis: 'changed_lines',
      violations: [{ rule: 'new_coverage_min', threshold: 80, actual: 50 }],
      uncovered: [{ file_path: sourceOf('two'), ranges: [[13, 14]] }],
      unmatched_paths: { count: 0, paths: [] },
    });
    const files = (await world.app.admin.get(`/quality/coverage/${scan.result.scan_id}`)).body.files;
    expect(files.map((file: { file_path: string }) => file.file_path).sort()).toEqual(Object.keys(sources).sort());
  });

  it('6. a new file that no test loads', async () => {
    project = world.aProject('verdicts/untested', {
      'src/cart.js': aFunction('cart', 8),
      'test/cart.test.js': 'test();\n',
    });
    const coverage = { '': { 'src/cart.js': hits(11, 11) } };
    await project.scanPush('main', { coverage });
    project.branch('change-1', 'main');
    project.commit({ 'src/tax.js': aFunction('tax', 8), 'test/other.test.js': aFunction('other', 3) });
    const scan = await project.scanPull(1, 'main', { coverage });
    expect(scan.result).toMatchObject({
      status: 'failed',
      violations: [{ rule: 'new_coverage_min', threshold: 80, actual: 0 }],
      untested_files: [{ file_path: 'src/tax.js', lines: expect.any(Number) }],
      uncovered: [{ file_path: 'src/tax.js' }],
    });
    expect(scan.result.untested_files[0].lines).toBeGreaterThanOrEqual(9);
    const texts = await project.render(['table', 'markdown', 'github', 'gitlab', 'junit', 'sarif'], 1, { coverage });
    for (const text of Object.values(texts)) expect(text).toContain('src/tax.js');
  });

  describe('7. 713 tests deleted', () => {
    const FILES = Array.from({ length: 10 }, (_, at) => `src/part${at}.js`);
    const covering = (lines: number) => ({
      '': Object.fromEntries(
        FILES.map((file, at) => [file, hits(1000, Math.max(0, Math.min(1000, lines - at * 1000)))] as const),
      ),
    });

    beforeAll(async () => {
      project = world.aProject('verdicts/deleted-tests', {
        ...Object.fromEntries(FILES.map((file) => [file, 'step();\n'.repeat(1000)])),
        'test/most.test.js': 'test();\n'.repeat(713),
        'test/few.test.js': 'test();\n'.repeat(529),
      });
      await project.scanPush('main', { coverage: covering(9961) });
      project.branch('change-1', 'main');
      project.commit({ 'test/most.test.js': null });
    });

    it('are said by default, and stopped where the policy asks for it', async () => {
      const scan = await project.scanPull(1, 'main', { coverage: covering(7529) });
      expect(scan.result.changes).toMatchObject({ coverage_pct: { from: 99.61, to: 75.29 } });
      expect(scan.result.warnings.map(({ code }: { code: string }) => code)).toContain('coverage_fell');
      expect(scan.result.status).toBe('passed');

      const repoId = await project.repoId();
      const saved = await world.app.admin.put(`/quality/gates/config?repo_id=${repoId}`, {
        policy: { coverage_drop_max: 1 },
      });
      expect(saved.status).toBe(200);
      const stopped = await project.scanPull(1, 'main', { coverage: covering(7529) });
      expect(stopped.result).toMatchObject({
        status: 'failed',
        violations: [{ rule: 'coverage_drop_max', threshold: 1, actual: 24.32 }],
      });
    });
  });
});
