import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { DashboardWorld, describeInBrowser, expectFaultless, looksOf, screenshot } from './support/dashboard.js';
import { aJudgedScan, aPullRequest } from './support/scans.js';

/** A Gitea that shows one file to who has a token, also on pages of other origins. */
class PrivateForge {
  /** Cookies that came along. */
  readonly cookies: string[] = [];

  private constructor(private readonly server: Server) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (request.headers.cookie !== undefined) this.cookies.push(request.headers.cookie);
      const cors = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': 'Authorization' };
      const isKnown = request.headers.authorization === 'token of-mine';
      const isThere = request.url!.startsWith('/api/v1/repos/acme/web/raw/src/api/session.ts?ref=');
      const status = request.method === 'OPTIONS' ? 204 : isKnown && isThere ? 200 : 404;
      response.writeHead(status, cors).end(status === 200 ? 'of the forge\n'.repeat(60) : '');
    });
  }

  static async start(port: number): Promise<PrivateForge> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return new PrivateForge(server);
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

describeInBrowser('the coverage browser (needs chromium on the PATH)', () => {
  let world: DashboardWorld;
  let forge: PrivateForge;
  let base: number;
  let change: number;

  beforeAll(async () => {
    world = await DashboardWorld.start();
    forge = await PrivateForge.start(world.sourcePort);
    ({ base, change } = await aPullRequest(world.admin));
  });
  afterAll(async () => {
    await world.stop();
    await forge.stop();
  });

  const open = async (query = '', look = {}) => {
    const page = await world.open(`/scans/${change}/coverage${query}`, look);
    await entry(page, /./).first().waitFor();
    return page;
  };
  const entry = (page: Page, name: RegExp) => page.getByRole('tree', { name: 'Files' }).getByRole('treeitem', { name });
  /** A folder with the session's source. */
  async function aCheckout(source: string): Promise<string> {
    const folder = path.join(await mkdtemp(path.join(tmpdir(), 'checkout-')), 'web');
    await mkdir(path.join(folder, 'src/api'), { recursive: true });
    await writeFile(path.join(folder, 'src/api/session.ts'), source);
    return folder;
  }

  it('leads down the folders to a file, which the address keeps', async () => {
    const page = await open();
    expect(await page.locator('h1').innerText()).toBe('79.22 % of all lines are covered');
    // a folder with one folder alone is one row with it
    await entry(page, /^src\/api\//).press('Enter');
    await page.waitForURL(/path=src%2Fapi%2F/);
    await entry(page, /^session\.ts/).click();
    await page.getByRole('heading', { name: 'src/api/session.ts' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'src/api/session.ts' }).waitFor();
    await entry(page, /^session\.ts/).press('ArrowLeft');
    await entry(page, /^api\//).waitFor();
  });

  it('shows each line with its hits, and the lines that no test runs, added ones first', async () => {
    const page = await open('?path=src%2Fapi%2F&file=src%2Fapi%2Fsession.ts');
    await page.locator('[data-line="41"]').waitFor();
    expect(await page.locator('[data-line="41"]').getAttribute('data-hits')).toBe('0');
    expect(await page.locator('[data-line="41"]').getAttribute('data-added')).toBe('true');
    expect(await page.locator('[data-line="3"]').getAttribute('data-hits')).toBe('1');
    expect(await page.locator('[data-line]').count()).toBe(60);
    expect(await page.getByRole('list', { name: 'Added lines that no test runs' }).innerText()).toBe('41–50');
    expect(await page.getByRole('list', { name: 'Lines that no test runs', exact: true }).innerText()).toBe('51–60');
  });

  it('narrows the tree to added lines, and compares with the base', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Only added lines' }).click();
    await page.waitForURL(/only=added/);
    await entry(page, /^src\/api\/ *16 lines *10 missed/).waitFor();
    await page.getByRole('button', { name: 'All files' }).click();
    await page.getByRole('checkbox', { name: `Compare with scan ${base}` }).click();
    await page.waitForURL(new RegExp(`compare=${base}`));
    await entry(page, /^src\/api\/.*down 6 pt/).waitFor();
  });

  it('narrows the tree to files that are covered less than on the base', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Only worse than base' }).click();
    await page.waitForURL(new RegExp(`compare=${base}`));
    await entry(page, /^lib\//).waitFor({ state: 'detached' });
    await entry(page, /^src\/api\//).click();
    await entry(page, /^token\.ts/).waitFor({ state: 'detached' });
    await entry(page, /^session\.ts/).waitFor();
    await page.getByRole('checkbox', { name: `Compare with scan ${base}` }).click();
    await entry(page, /^token\.ts/).waitFor();
  });

  it("shows the source of the reader's own checkout, and sends none of it", async () => {
    const page = await open('?path=src%2Fapi%2F&file=src%2Fapi%2Fsession.ts');
    await page.getByRole('heading', { name: 'src/api/session.ts' }).waitFor();
    const sent: string[] = [];
    page.on('request', (request) => {
      // waits for news continue
      if (request.method() !== 'GET' || !/\/assets\/|[?&]wait=/.test(request.url())) sent.push(request.url());
    });
    await page.getByLabel('Your checkout').setInputFiles(await aCheckout('return 7;\n'.repeat(60)));
    const line = page.getByRole('list', { name: 'Source' }).getByRole('listitem').nth(40);
    await line.scrollIntoViewIfNeeded();
    await line.getByText('return').waitFor();
    expect(await line.innerText()).toMatch(/^41\s*\+\s*✕\s*return 7;$/);
    await line.locator('[data-kind=keyword]').getByText('return').waitFor();
    expect(sent).toEqual([]);
  });

  it('paints no lines of another version of the file', async () => {
    const page = await open('?path=src%2Fapi%2F&file=src%2Fapi%2Fsession.ts');
    await page.getByLabel('Your checkout').setInputFiles(await aCheckout('return 7;\n'.repeat(59)));
    await page.getByText('This is another version of src/api/session.ts: it has 59 lines').waitFor();
    expect(await page.getByRole('list', { name: 'Source' }).count()).toBe(0);
  });

  it('shows the source that the forge has, which the browser fetches by a token of the reader where it must', async () => {
    const [{ id }] = (await world.admin.get('/repos')).body.repos;
    const web_url = `${forge.origin}/acme/web`;
    expect((await world.admin.patch(`/repos/${id}`, { forge: { kind: 'gitea', web_url } })).status).toBe(200);
    const page = await open('?path=src%2Fapi%2F&file=src%2Fapi%2Fsession.ts');
    const { host } = new URL(forge.origin);
    await page.getByRole('button', { name: `Show source from ${host}` }).click();
    await page.getByRole('alert').getByText(`/repos/acme/web/raw/src/api/session.ts?ref=b1b2c3d4`).waitFor();
    expect(await page.getByRole('alert').innerText()).toMatch(/ answered 404\./);
    await page.getByLabel(`Your token for ${host}`).fill('of-mine');
    await page.getByRole('button', { name: 'Use token' }).click();
    const line = page.getByRole('list', { name: 'Source' }).getByRole('listitem').nth(40);
    await line.getByText('of the forge').waitFor();
    expect(await line.innerText()).toMatch(/^41\s*\+\s*✕\s*of the forge$/);
    expect(forge.cookies).toEqual([]);
    expect(world.foreignRequests.every((url) => url.startsWith(forge.origin))).toBe(true);
    world.foreignRequests.length = 0;
  });

  it('says how coverage comes where none was uploaded', async () => {
    const without = await aJudgedScan(world.admin, { branch: 'other' });
    const page = await world.open(`/scans/${without}/coverage`);
    await page.getByRole('heading', { name: 'No coverage report names a file' }).waitFor();
    await page.getByText('qgate run --coverage').waitFor();
  });

  it.each(looksOf(0))('has no fault of accessibility and fits the window ($name)', async ({ name, ...look }) => {
    const page = await open(`?path=src%2Fapi%2F&file=src%2Fapi%2Fsession.ts&compare=${base}`, look);
    await page.locator('[data-line="41"]').waitFor();
    await screenshot(page, `coverage-${name}`);
    await expectFaultless(page);
  });

  it('was allowed by its own policy all that it wanted, and asked nobody else', () => {
    expect(world.complaints).toEqual([]);
    expect(world.foreignRequests).toEqual([]);
  });
});
