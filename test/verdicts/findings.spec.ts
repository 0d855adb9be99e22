import { itNightly } from '../support/programme.js';
import { type Project, VerdictWorld } from './support/project.js';
import { aComplexFunction } from './support/sources.js';

const COMPLEXITY = { analyzers: 'eslint', lint: null } as const;
const CART = 'export const add = (cart, item) => [...cart, item];\n';

describe('findings as a reviewer would see them', () => {
  let world: VerdictWorld;
  let project: Project;
  beforeAll(async () => {
    world = await VerdictWorld.start();
  });
  afterAll(() => world.stop());
  afterEach(() => project.remove());

  it('10. a function that moved under another head is no new problem', async () => {
    const body = (head: string) => `let total = 0;\n${aComplexFunction(head, 25)}`;
    project = world.aProject('verdicts/moved-function', {
      'lib/compare.js': body('exports.partialDeepStrictEqual = function (actual, expected)'),
      'lib/index.js': CART,
    });
    expect((await project.scanPush('main', COMPLEXITY)).findings).toHaveLength(1);
    project.branch('change-1', 'main');
    project.commit({
      'lib/compare.js': 'let total = 0;\n',
      'lib/toolkit.js': `const toolkit = {};\n\n${body('module.exports.partialDeepStrictEqual = function (actual, expected)')}`,
    });
    const { result, findings } = await project.scanPull(1, 'main', COMPLEXITY);
    expect(findings).toHaveLength(1);
    expect(result).toMatchObject({ new_findings: [], status: 'passed' });
  });

  itNightly('a function of which only the head was edited is no new problem', async () => {
    const source = (head: string) => `let total = 0;\n${aComplexFunction(head, 25)}`;
    project = world.aProject('verdicts/edited-head', { 'src/compare.js': source('export function compare(actual)') });
    const main = await project.scanPush('main', COMPLEXITY);
    project.branch('change-1', 'main');
    project.commit({ 'src/compare.js': source('export function compare(actual, expected)') });
    const { result, findings } = await project.scanPull(1, 'main', COMPLEXITY);
    expect(findings).toMatchObject([{ issue_id: main.findings[0].issue_id, is_new_in_pr: false }]);
    expect(result).toMatchObject({ new_findings: [], status: 'passed' });
  });

  it('12. a complexity of 13 that becomes 53 is no old problem', async () => {
    const source = (complexity: number) =>
      `let total = 0;\n${aComplexFunction('export function compare(actual, expected)', complexity)}`;
    project = world.aProject('verdicts/worsened', { 'src/compare.js': source(13) });
    const main = await project.scanPush('main', COMPLEXITY);
    expect(main.findings).toMatchObject([{ severity: 'low' }]);
    project.branch('change-1', 'main');
    project.commit({ 'src/compare.js': source(53) });
    const { result, findings } = await project.scanPull(1, 'main', COMPLEXITY);
    expect(result.new_findings).toMatchObject([
      {
        issue_id: main.findings[0].issue_id,
        severity: 'critical',
        new_because: 'worsened',
        was: { severity: 'low', message: expect.stringContaining('13') },
      },
    ]);
    expect(findings).toMatchObject([{ is_new_in_pr: true }]);
    expect(result).toMatchObject({ status: 'failed', exit_code: 1 });
    expect(result.violations).toContainEqual({
      rule: 'new_critical_max',
      threshold: 0,
      actual: 1,
      severity: 'critical',
    });
    expect(await project.render(['table'], 1, COMPLEXITY)).toMatchObject({ table: expect.stringContaining('was low') });
  });

  describe('13. a change that relaxes its own policy', () => {
    const POLICY = { '.codestax/quality_gate.yaml': 'new_critical_max: 999\nrating_min: E\n' };

    it('is judged by the policy that it goes into', async () => {
      project = world.aProject('verdicts/relaxed', { 'src/cart.js': CART });
      await project.scanPush('main');
      project.branch('change-1', 'main');
      project.commit({ ...POLICY, 'src/danger.js': 'eval(input);\n' });
      const { result } = await project.scanPull(1);
      expect(result).toMatchObject({ status: 'failed', policy: { new_critical_max: 0 } });
      expect(result.violations.map(({ rule }: { rule: string }) => rule)).toContain('new_critical_max');
    });

    it('gains nothing by a file that main has', async () => {
      project = world.aProject('verdicts/relaxed-main', { 'src/cart.js': CART, ...POLICY });
      await project.scanPush('main');
      project.branch('change-1', 'main');
      project.commit({ 'src/danger.js': 'eval(input);\n' });
      const { result } = await project.scanPull(1);
      expect(result.policy_file).toMatchObject({ mode: 'tighten_only', applied: [] });
      const ignored = result.policy_file.ignored.map(({ rule, value }: { rule: string; value: unknown }) => [
        rule,
        value,
      ]);
      expect(ignored).toEqual([
        ['new_critical_max', 999],
        ['rating_min', 'E'],
      ]);
      expect(result.status).toBe('failed');
    });
  });

  it('14. suppressed findings are new nowhere', async () => {
    project = world.aProject('verdicts/suppressed', { 'src/cart.js': CART });
    await project.scanPush('main');
    project.branch('change-1', 'main');
    project.commit({ 'src/danger.js': 'eval(input); // known fault\n' });
    const { result, findings } = await project.scanPull(1);
    expect(result).toMatchObject({
      status: 'passed',
      new_findings: [],
      new_findings_total: 0,
      new_in_pr: { critical: 0, total: 0 },
    });
    expect(findings).toMatchObject([{ rule_id: 'no-eval', is_suppressed: true, is_new_in_pr: false }]);
    const list = async (query: string) =>
      (await world.app.admin.get(`/scans/${result.scan_id}/findings?${query}`)).body.total as number;
    expect(await list('is_suppressed=true')).toBe(1);
    expect(await list('is_suppressed=false')).toBe(0);
    expect(await list('is_new=true')).toBe(0);
    const texts = await project.render(['table', 'markdown', 'github', 'gitlab', 'junit'], 1);
    for (const text of Object.values(texts)) expect(text).not.toContain('src/danger.js');
    expect(texts.table).toContain('Gate passed');
  });
});
