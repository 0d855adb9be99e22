import { LINT } from './support/fixture-lint.js';
import { type Project, type Scan, VerdictWorld } from './support/project.js';

const CART = 'export const add = (cart, item) => [...cart, item];\n';
const CART_WITH_COMMENT = `// Adds an item.\n${CART}`;
const risky = (name: string): string => `import { execSync } from 'node:child_process';\nexecSync('${name}');\n`;
const THREE_RISKS = { 'src/a.js': risky('a'), 'src/b.js': risky('b'), 'src/c.js': risky('c') };

/** Changes that touch a comment and the code around it: a reviewer passes each. */
describe('what the change did not bring is not its fault', () => {
  let world: VerdictWorld;
  let project: Project;
  beforeAll(async () => {
    world = await VerdictWorld.start();
  });
  afterAll(() => world.stop());
  afterEach(() => project.remove());

  const passes = ({ result }: Scan, base: object): void => {
    expect(result).toMatchObject({ violations: [], new_findings: [], new_findings_total: 0, status: 'passed' });
    expect(result.base).toMatchObject(base);
  };

  const codesOf = ({ result }: Scan): string[] => result.warnings.map(({ code }: { code: string }) => code);

  it('1. a branch one commit behind main, where main has fixed a critical', async () => {
    project = world.aProject('verdicts/behind', { 'src/cart.js': CART, 'src/legacy.js': 'eval(input);\n' });
    const first = project.git('rev-parse', 'HEAD');
    await project.scanPush('main');
    project.commit({ 'src/legacy.js': 'run(input);\n' });
    await project.scanPush('main');
    project.branch('change-1', first);
    project.commit({ 'src/cart.js': CART_WITH_COMMENT });
    const scan = await project.scanPull(1);
    passes(scan, {
      branch: 'main',
      commit_sha: first,
      exact: true,
      commits_behind: 0,
      unknown_tools: ['fixture-lint'],
    });
    expect(scan.findings).toMatchObject([{ rule_id: 'no-eval', is_new_in_pr: false }]);
  });

  describe('2. main was not scanned since', () => {
    const begin = async (name: string): Promise<string> => {
      project = world.aProject(name, { 'src/cart.js': CART });
      const scanned = project.git('rev-parse', 'HEAD');
      await project.scanPush('main');
      project.commit(THREE_RISKS);
      return scanned;
    };
    const isInherited = (scan: Scan, scanned: string): void => {
      passes(scan, { branch: 'main', commit_sha: scanned, exact: false, commits_behind: 1 });
      expect(scan.findings.map(({ matched_by: by }) => by)).toEqual(['untouched', 'untouched', 'untouched']);
      expect(codesOf(scan)).toContain('inherited_untouched');
    };

    it('and the branch is checked out', async () => {
      const scanned = await begin('verdicts/lag');
      project.branch('change-1', 'main');
      project.commit({ 'src/cart.js': CART_WITH_COMMENT });
      isInherited(await project.scanPull(1), scanned);
    });

    it("and the forge's merge commit is checked out", async () => {
      const scanned = await begin('verdicts/merge-lag');
      project.branch('change-1', scanned);
      project.commit({ 'src/cart.js': CART_WITH_COMMENT });
      project.git('checkout', '--quiet', '--detach', 'main');
      project.git('merge', '--quiet', '--no-ff', '--message', 'merge', 'change-1');
      isInherited(await project.scanPull(1), scanned);
    });
  });

  it('3. a pull request into a release branch with problems of its own', async () => {
    project = world.aProject('verdicts/release', { 'src/cart.js': CART });
    await project.scanPush('main');
    project.branch('release/1', 'main');
    const released = project.commit(THREE_RISKS);
    await project.scanPush('release/1');
    project.branch('change-1', 'release/1');
    project.commit({ 'src/cart.js': CART_WITH_COMMENT });
    passes(await project.scanPull(1, 'release/1'), { branch: 'release/1', commit_sha: released, exact: true });
  });

  describe('4. main changed its linter', () => {
    const generated = Array.from({ length: 40 }, (_, at) => `// TODO ${at}\nconsole.log(${at});\n`).join('');

    it('to leave a folder out, after the branch was made', async () => {
      project = world.aProject('verdicts/exclude', { 'src/cart.js': CART, 'generated/all.js': generated });
      const first = await project.scanPush('main');
      const old = project.git('rev-parse', 'HEAD');
      project.commit({ 'lint.json': '{"exclude":["generated/"]}\n' });
      await project.scanPush('main', { lint: { ...LINT, exclude: ['generated/'] } });
      project.branch('change-1', old);
      project.commit({ 'src/cart.js': CART_WITH_COMMENT });
      const scan = await project.scanPull(1);
      passes(scan, { commit_sha: old, exact: true });
      expect(scan.findings).toHaveLength(40);
      const firstSeen = new Set(scan.findings.map((each) => each.first_seen_scan_id));
      expect([...firstSeen]).toEqual([first.result.scan_id]);
    });

    it('to another version, and has gained the very line that the change adds', async () => {
      const upgraded = { lint: { ...LINT, version: '2.0.0' } };
      const [known, added] = ['// TODO round\nround(cart);\n', '// TODO price\nprice(cart);\n'];
      project = world.aProject('verdicts/upgrade-alike', { 'src/cart.js': known });
      const first = project.git('rev-parse', 'HEAD');
      await project.scanPush('main');
      project.commit({ 'src/cart.js': `${known}${added}` });
      await project.scanPush('main', upgraded);
      project.branch('change-1', first);
      project.commit({ 'src/cart.js': `${known}weigh(cart);\n${added}` });
      const { result, findings } = await project.scanPull(1, 'main', upgraded);
      expect(result).toMatchObject({ base: { commit_sha: first, exact: true, same_tools: false }, new_findings: [] });
      expect(findings.find(({ line }) => line === 4)).toMatchObject({ matched_by: 'on_target' });
    });

    it('to a version with another rule, which the change breaks once itself', async () => {
      project = world.aProject('verdicts/upgrade', { 'src/cart.js': CART, 'src/old.js': generated });
      await project.scanPush('main');
      project.branch('change-1', 'main');
      project.commit({ 'src/cart.js': `${CART}console.log('added');\n` });
      const scan = await project.scanPull(1, 'main', {
        lint: { ...LINT, version: '2.0.0', rules: [...LINT.rules, 'no-console'] },
      });
      expect(scan.result.base).toMatchObject({ exact: true, same_tools: false });
      expect(scan.result.new_findings).toMatchObject([
        { rule_id: 'no-console', file_path: 'src/cart.js', line: 2, new_because: 'added_line' },
      ]);
      const untouched = scan.findings.filter(
        ({ rule_id: rule, file_path: file }) => rule === 'no-console' && file === 'src/old.js',
      );
      expect(untouched).toHaveLength(40);
      expect(new Set(untouched.map(({ matched_by: by }) => by))).toEqual(new Set(['tool_changed']));
      expect(scan.result.status).toBe('passed');
    });
  });
});
