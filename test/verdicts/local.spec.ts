import fc from 'fast-check';
import { isNightly } from '../support/programme.js';
import { type Project, VerdictWorld } from './support/project.js';
import { aFunction, hits } from './support/sources.js';

const FILES = ['src/a.js', 'src/b.js', 'test/a.test.js'];
const LINES = [
  'eval(input);',
  'execSync(input);',
  'TODO(input);',
  'eval(input); // known fault',
  '// eslint-disable-next-line no-eval',
  'eval(input); // eslint-disable-line no-eval -- the input is our own',
  'plain(input);',
];

/** An edit of one file: lines that it inserts, and whether it moves or deletes the file. */
const anEdit = fc.record({
  file: fc.constantFrom(...FILES),
  at: fc.nat(12),
  lines: fc.array(fc.constantFrom(...LINES), { maxLength: 3 }),
  then: fc.constantFrom('stay', 'stay', 'stay', 'move', 'delete', 'cut'),
});
const aChange = fc.record({
  edits: fc.array(anEdit, { minLength: 1, maxLength: 4 }),
  covered: fc.nat(14),
  isLagging: fc.boolean(),
});
type Edit = typeof anEdit extends fc.Arbitrary<infer Value> ? Value : never;

/** `Project.scan` compares each verdict of the service with the one that `qgate local` gave before. */
describe('qgate local', () => {
  let world: VerdictWorld;
  let project: Project;
  let isStopped = false;
  beforeAll(async () => {
    world = await VerdictWorld.start();
    project = world.aProject(
      'verdicts/local',
      {
        'src/a.js': `${aFunction('cart', 8)}eval(input);\n`,
        'src/b.js': `${aFunction('tax', 6)}TODO(input);\n`,
        'test/a.test.js': 'execSync(input);\n',
      },
      true,
    );
  });
  afterAll(async () => {
    project.remove();
    if (!isStopped) await world.stop();
  });

  const coverageOf = (covered: number) => ({ '': { 'src/a.js': hits(14, covered), 'src/b.js': hits(9, 9) } });

  function edit({ file, at, lines, then }: Edit): void {
    const tracked = project.git('ls-files').split('\n');
    if (!tracked.includes(file)) return;
    const text = project.read(file).split('\n');
    text.splice(Math.min(at, text.length - 1), then === 'cut' ? 2 : 0, ...lines);
    const moved = file.replace(/\.js$/, '-moved.js');
    project.commit({
      [file]: then === 'delete' || then === 'move' ? null : text.join('\n'),
      ...(then === 'move' && { [moved]: text.join('\n') }),
    });
  }

  it('gives the verdict of the service on random changes', async () => {
    await project.scanPush('main', { coverage: coverageOf(14) });
    const first = project.git('rev-parse', 'HEAD');
    project.commit({ 'src/b.js': `${project.read('src/b.js')}execSync(input);\n` });
    const second = project.git('rev-parse', 'HEAD');
    const changes = fc.sample(aChange, isNightly ? 200 : 3);
    for (const [index, { edits, covered, isLagging }] of changes.entries()) {
      project.branch(`change-${index + 1}`, isLagging ? second : first);
      // Of a tree that was scanned before, the service knows other coverage, and the pack does not.
      project.commit({ 'CHANGE.txt': `${index}\n` });
      edits.forEach(edit);
      await project.scanPull(index + 1, 'main', { coverage: coverageOf(covered) });
    }
  }, 1_800_000);

  it('gives it on top of another change', async () => {
    const coverage = coverageOf(14);
    project.git('checkout', '--quiet', 'main');
    await project.scanPush('main', { coverage });
    project.branch('change-901', 'main');
    project.commit({ 'src/b.js': `${project.read('src/b.js')}eval(below);\n` });
    await project.scanPull(901, 'main', { coverage });
    project.branch('change-902', 'change-901');
    project.commit({ 'src/a.js': `${project.read('src/a.js')}execSync(above);\n` });
    const stacked = await project.scanPull(902, 'change-901', { coverage });
    expect(stacked.result.base).toMatchObject({
      ...{ branch: 'change-901', via: [{ pr_number: 901 }], target: { branch: 'main' } },
    });
    expect(stacked.result.new_findings).toMatchObject([{ file_path: 'src/a.js' }]);

    await project.app.admin.post(`/repos/${await project.repoId()}/pull-requests/901/close`, { merged: false });
    const alone = await project.scanPull(902, 'change-901', { coverage });
    expect(alone.result.base).toMatchObject({ branch: 'main', via: [], target: { branch: 'main' } });
    expect(alone.result.new_findings).toContainEqual(
      expect.objectContaining({ file_path: 'src/b.js', new_because: 'consequence' }),
    );
  });

  it('gives it where lines flicker', async () => {
    project.git('checkout', '--quiet', 'main');
    await project.scanPush('main', { coverage: coverageOf(14) });
    // another run on the same tree, which no pack can know before
    project.writeReports({ coverage: coverageOf(12) });
    await project.run(['--branch', 'main']);
    project.branch('change-904', 'main');
    project.commit({ 'src/c.js': 'plain(input);\n' });
    const { result } = await project.scanPull(904, 'main', { coverage: coverageOf(12) });
    expect(result.warnings).toContainEqual(expect.objectContaining({ code: 'lines_flicker' }));
  });

  it('gives it where the line of a marked problem is edited', async () => {
    const coverage = coverageOf(14);
    project.branch('change-903', 'main');
    const before = project.read('src/b.js');
    const line = (argument: string) =>
      `const total = eval(\`price of \${${argument}} in the cart, with its discount\`);\n`;
    project.commit({ 'src/b.js': before + line('name') });
    const { findings } = await project.scanPull(903, 'main', { coverage });
    const { issue_id } = findings.find(({ is_new_in_pr }) => is_new_in_pr);
    const mark = { issue_id, is_fp: true, reason: 'the text is our own' };
    expect((await project.app.admin.post('/quality/findings/mark-fp', mark)).status).toBe(200);
    const marked = await project.scanPull(903, 'main', { coverage });
    expect(marked.result.violations).not.toContainEqual(expect.objectContaining({ rule: 'new_critical_max' }));
    project.commit({ 'src/b.js': before + line('names') });
    const edited = await project.scanPull(903, 'main', { coverage });
    expect(edited.findings).toContainEqual(expect.objectContaining({ issue_id, mark_line_edited: true }));
    expect(edited.result.violations).toContainEqual(expect.objectContaining({ rule: 'new_critical_max' }));
  });

  it('leaves rules to CI whose reports the checkout does not have, and says how it judged', async () => {
    project.git('checkout', '--quiet', 'main');
    await project.scanPush('main', { coverage: coverageOf(14) });
    project.branch('without-reports', 'main');
    project.commit({ 'src/a.js': `${project.read('src/a.js')}eval(more);\n` });
    project.writeReports({});
    const args = ['--branch', 'without-reports', '--output', 'json'];
    const { exitCode, out, err } = await project.run(args, {}, 'local');
    const result = JSON.parse(out);
    expect(result.skipped_rules).toContainEqual({ rule: 'new_coverage_min', reason: 'not_here' });
    expect(result.violations.map(({ rule }: { rule: string }) => rule)).toContain('new_critical_max');
    expect(result.next_actions[0]).toMatchObject({ kind: 'fix', file_path: 'src/a.js' });
    expect(exitCode).toBe(1);
    expect(err).toMatch(/Judged by policy v\d+, base main at [0-9a-f]{7} \(scan \d+\)/);
    expect(err).toContain('Use --require-all to judge them');

    const all = JSON.parse((await project.run([...args, '--require-all'], {}, 'local')).out);
    expect(all.violations).toContainEqual(expect.objectContaining({ rule: 'new_coverage_min', actual: null }));
    const offline = await project.run([...args, '--offline'], {}, 'local');
    expect(JSON.parse(offline.out).base).toBeNull();
  });

  it('tolerates what the base breaks already, and names what makes it worse', async () => {
    project.branch('tolerated', 'main');
    project.commit({ 'src/c.js': 'fine(input);\n' });
    project.writeReports({});
    const judge = async (form: string) => project.run(['--branch', 'tolerated', '--output', form], {}, 'local');
    const fine = await judge('json');
    expect(JSON.parse(fine.out)).toMatchObject({ violations: [], next_actions: [], status: 'passed' });
    expect(JSON.parse(fine.out).tolerated_violations).toContainEqual(expect.objectContaining({ rule: 'rating_min' }));
    expect(fine.exitCode).toBe(0);

    // Not committed: the service would see the same once it is.
    project.write('src/new.js', 'eval(input);\n'.repeat(12));
    project.writeReports({});
    const worse = JSON.parse((await judge('json')).out);
    expect(worse.violations).toContainEqual(expect.objectContaining({ rule: 'rating_min' }));
    expect(worse.next_actions).toContainEqual(expect.objectContaining({ rule: 'rating_min', file_path: 'src/new.js' }));
    expect((await judge('table')).out).toContain('What breaks rating_min');
    project.git('add', 'src/new.js');
    const added = JSON.parse((await judge('json')).out);
    expect(added.new_findings).toEqual(worse.new_findings);
  });

  it('judges by the kept pack where the service does not answer, and refuses a wrong token', async () => {
    project.writeReports({});
    const args = ['--branch', 'without-reports', '--output', 'json'];
    const lost = await project.run([...args, '--url', 'http://127.0.0.1:1', '--retries', '0'], {}, 'local');
    expect(JSON.parse(lost.out).error).toMatchObject({ kind: 'infrastructure' });
    expect(lost.exitCode).toBe(4);
    const wrong = await project.run([...args, '--token', 'qg_wrong'], {}, 'local');
    expect(wrong.exitCode).toBe(3);
    await world.stop();
    isStopped = true;
    const kept = await project.run([...args, '--retries', '0'], {}, 'local');
    expect(kept.err).toContain('because it does not respond now');
    expect(JSON.parse(kept.out).base).toMatchObject({ branch: 'main' });
  });
});
