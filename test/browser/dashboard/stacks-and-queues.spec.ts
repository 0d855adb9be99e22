import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { ok } from '../../support/answers.js';
import { FakeForge } from '../../support/fake-forge/fake-forge.js';
import { FakeGithub } from '../../support/fake-forge/fake-github.js';
import { aSarifLog, type SarifResult } from '../../support/reports.js';
import { until } from '../../support/wait-until.js';
import { DashboardWorld, describeInBrowser, expectFaultless } from './support/dashboard.js';

const ROOT = path.join(__dirname, '../../..');
/** Folder that pictures are written to; none are taken without it (docs/integrity.md). */
const { PICTURES } = process.env;
const markdownIt = createRequire(path.join(ROOT, 'node_modules/@11ty/eleventy/package.json'))('markdown-it') as (
  options: object,
) => { render(text: string): string };

const PROJECT = 'harbor/storefront';
const CONTEXT = 'quality-gate';
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const sha = (letter: string): string => letter.repeat(40);

const QUERY = { rule: 'sql-injection', securitySeverity: '9.3', message: 'Input of a request becomes part of a query' };
/** They give main the worst rating, which its changes are not charged with. */
const OLD: SarifResult[] = Array.from({ length: 6 }, (_, at) => ({
  ...QUERY,
  path: 'src/legacy/session.ts',
  line: 10 + at * 4,
  snippet: `query(part${at});`,
}));
const at = (problem: typeof QUERY, file: string, line: number): SarifResult => ({
  ...problem,
  path: file,
  line,
  snippet: `call(${file.length}, ${line});`,
});

/** Layers of the stack, from the target upwards, with what each adds. */
const LAYERS = [
  { pr_number: 501, title: 'Store gift cards', branch: 'gift-cards/store', head: sha('1'), adds: [] },
  {
    ...{ pr_number: 502, title: 'Pay with a gift card', branch: 'gift-cards/pay', head: sha('2') },
    adds: [at(QUERY, 'src/cart/pay.ts', 31)],
  },
  { pr_number: 503, title: 'Show what is left on it', branch: 'gift-cards/balance', head: sha('3'), adds: [] },
] as const;
const SKIPPED = {
  ...{ file_path: 'src/cart/balance.ts', line: 12, family: 'lint', directive: 'eslint-disable-next-line' },
  ...{ rules: ['no-eval'], reach: 'next_line', reason: null },
};

describeInBrowser('a stack and a merge group, from the forge to the page (needs chromium on the PATH)', () => {
  let world: DashboardWorld;
  let forge: FakeForge<FakeGithub>;
  let repoId: number;

  beforeAll(async () => {
    world = await DashboardWorld.start();
    const model = new FakeGithub(() => Date.now());
    const permissions = { metadata: 'read', checks: 'write', pull_requests: 'write', statuses: 'write' };
    model.apps.push({ id: 4711, clientId: 'Iv1.abc', publicKey, permissions });
    model.addRepo(PROJECT);
    forge = await FakeForge.start(model);
    const { admin } = world;
    repoId = (await ok(admin.post('/repos', { name: PROJECT, url: `${forge.url}/${PROJECT}` }))).id as number;
    const credentials = {
      ...{ type: 'app', app_id: '4711', installation_id: '77' },
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    };
    const report = { comment: 'always' };
    await ok(admin.post('/forges', { kind: 'github', name: 'forge', base_url: forge.url, credentials, report }));
    const policy = { rating_min: 'B', new_critical_max: 0, new_suppressions_max: 1 };
    await ok(admin.put('/quality/gates/config', { policy, enabled: true, block_merge_on_fail: true }));
    await scan({ branch: 'main', default_branch: 'main', commit_sha: sha('a') }, OLD);
  });
  afterAll(async () => {
    await world.stop();
    await forge.close();
  });

  interface Parts {
    readonly changes?: readonly object[];
    readonly directives?: readonly object[];
  }

  async function scan(about: object, findings: readonly SarifResult[], { changes, directives }: Parts = {}) {
    const { admin } = world;
    const id = (await ok(admin.post('/scans', { repo: PROJECT, ...about }))).scan_id as number;
    if (changes) await ok(admin.post(`/scans/${id}/changes`, { files: changes }));
    const log = aSarifLog(findings, 'semgrep');
    expect((await admin.post(`/scans/${id}/findings`, log, { 'content-type': 'application/json' })).status).toBe(200);
    await ok(admin.post(`/scans/${id}/findings`, { suppressions: directives ?? [] }));
    return { id, verdict: await ok(admin.post(`/scans/${id}/complete`, {})) };
  }

  const modified = (file: string, from: number, count: number) => ({
    ...{ path: file, status: 'modified', kind: 'source', added: [[from, from + count - 1]] },
    hunks: [[from, 0, from, count]],
  });
  const shown = (commit: string) =>
    until(
      () => forge.model.runs.findLast(({ head_sha }) => head_sha === commit),
      (run) => run?.status === 'completed',
    );

  /** As the forge shows it: its Markdown on a page of its own. */
  async function picture(name: string, title: string, markdown: string): Promise<void> {
    if (PICTURES === undefined) return;
    const page = await world.visit('about:blank', { viewport: { width: 920, height: 700 } });
    const inner = markdownIt({ html: true }).render(markdown);
    await page.setContent(`<style>${STYLE}</style><article><header>${title}</header><div>${inner}</div></article>`);
    await take(page, name);
  }

  async function take(page: Page, name: string): Promise<void> {
    if (PICTURES === undefined) return;
    mkdirSync(PICTURES, { recursive: true });
    const { width, height } = page.viewportSize()!;
    const tall = await page.evaluate<number>('document.documentElement.scrollHeight');
    const session = await page.context().newCDPSession(page);
    const { data } = await session.send('Page.captureScreenshot', {
      ...{ format: 'webp', quality: 82, captureBeyondViewport: true },
      clip: { x: 0, y: 0, width, height: Math.min(tall, 2 * height), scale: 1 },
    });
    writeFileSync(path.join(PICTURES, `${name}.webp`), Buffer.from(data, 'base64'));
  }

  it('judges each of three layers by what it adds itself, and shows the stack', async () => {
    let base = { branch: 'main', head: sha('a') };
    const known: SarifResult[] = [...OLD];
    const verdicts = [];
    for (const { pr_number, title, branch, head, adds } of LAYERS) {
      forge.model.addPull(pr_number, head);
      known.push(...adds);
      const about = { branch, base_branch: base.branch, pr_number, title, commit_sha: head };
      const changes = [modified(adds[0]?.path ?? `src/cart/${pr_number}.ts`, 20, 20)];
      const isTop = pr_number === 503;
      if (isTop) changes.push(modified(SKIPPED.file_path, 10, 5));
      const line = { first_parents: [base.head], base_sha: base.head };
      const directives = isTop ? [SKIPPED] : [];
      verdicts.push((await scan({ ...about, ...line }, known, { changes, directives })).verdict);
      base = { branch, head };
    }
    // The rating of main is tolerated in each layer; the critical problem is charged to the second one alone.
    expect(verdicts.map(({ status }) => status)).toEqual(['passed', 'failed', 'passed']);
    expect(verdicts[2]).toMatchObject({
      base: { branch: 'gift-cards/pay', via: [{ pr_number: 502 }, { pr_number: 501 }], target: { branch: 'main' } },
      suppressions: { added: 1, unexplained: 1 },
    });
    const [, second, third] = LAYERS;
    expect((await shown(second.head))?.conclusion).toBe('failure');
    expect((await shown(third.head))?.conclusion).toBe('success');
    const [comment] = await until(
      () => forge.model.comments(third.pr_number),
      (all) => all.length === 1,
    );
    for (const { pr_number, title } of LAYERS) expect(comment).toContain(`${pr_number} ${title}`);
    expect(comment).toContain('eslint-disable-next-line');
    await picture('stack-comment', 'quality-gate commented on #503', comment!);
    const run = forge.model.runs.findLast(({ head_sha }) => head_sha === second.head)!;
    await picture('stack-check', `quality-gate: ${run.output.title}`, run.output.summary ?? '');

    const page = await world.open(`/repos/${repoId}/pulls/503`);
    const rows = page.getByRole('table', { name: /^Stack/ }).getByRole('row');
    expect(await rows.allInnerTexts()).toEqual([
      expect.stringContaining('Pull request'),
      ...LAYERS.map(({ title }) => expect.stringContaining(title) as string),
    ]);
    await expectFaultless(page);
    await take(page, 'stack-page');
  });

  it('names the member of a merge group that breaks a rule, on the head of the group', async () => {
    const changes = [modified('src/cart/tax.ts', 5, 9)];
    const alone = { branch: 'taxes', base_branch: 'main', base_sha: sha('a') };
    forge.model.addPull(510, sha('4'));
    forge.model.addPull(511, sha('5'));
    const bad = at(QUERY, 'src/cart/tax.ts', 8);
    await scan({ ...alone, pr_number: 510, title: 'Taxes by country', commit_sha: sha('4') }, OLD, { changes });
    const other = { ...alone, branch: 'rounding', pr_number: 511, title: 'Round half up' };
    const rounded = [modified('src/lib/round.ts', 3, 2)];
    await scan({ ...other, commit_sha: sha('5') }, OLD, { changes: rounded });
    const head = sha('6');
    const merge_group = { pr_numbers: [510, 511], target_branch: 'main', base_sha: sha('a') };
    const about = { branch: 'gh-readonly-queue/main/pr-511-a', commit_sha: head, merge_group };
    const { id, verdict } = await scan(about, [...OLD, bad], { changes: [...changes, ...rounded] });
    expect(verdict).toMatchObject({
      status: 'failed',
      violations: [{ rule: 'new_critical_max', caused_by: [510] }],
    });
    const run = await shown(head);
    expect(run).toMatchObject({ name: CONTEXT, conclusion: 'failure' });
    expect(run?.output.summary).toContain('failed, by pull request 510');
    await picture('merge-group-check', `quality-gate: ${run!.output.title}`, run!.output.summary!);
    const page = await world.open(`/scans/${id}`);
    await page.getByText('#510').first().waitFor();
    await expectFaultless(page);
    await take(page, 'merge-group-page');
  });
});

const STYLE = `
  body { margin: 24px; font: 14px/1.5 system-ui, sans-serif; color: #1f2328; }
  article { border: 1px solid #d1d9e0; border-radius: 6px; }
  header { padding: 8px 16px; border-bottom: 1px solid #d1d9e0; background: #f6f8fa; font-weight: 600; border-radius: 6px 6px 0 0; }
  article > div { padding: 16px; } h1, h2, h3 { margin: 0 0 12px; font-size: 18px; } table { border-collapse: collapse; margin: 12px 0; }
  th, td { border: 1px solid #d1d9e0; padding: 6px 13px; text-align: left; } code { background: #eff1f3; padding: 2px 4px; border-radius: 4px; font-size: 12px; }
  a { color: #0969da; text-decoration: none; } details { margin: 8px 0; }`;
