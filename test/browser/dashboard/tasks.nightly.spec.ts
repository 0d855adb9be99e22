import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fillInstance } from '../../../scripts/sample/instance.mjs';
import { DashboardWorld, describeInBrowser, EMAIL, PASSWORD } from './support/dashboard.js';
import { Stranger, TASKS } from './support/tasks.js';

const DOCUMENT = path.join(__dirname, '../../../docs/dashboard.md');
/** Most seconds of a task, by the model. */
const MOST_SECONDS = 15;
/** Filling an instance beside other specs takes longer than a test. */
const FILL_TIMEOUT_MS = 300_000;
const TABLE = /<!-- tasks -->\n\n[^]*?\n\n<!-- end -->/;

describeInBrowser('what people come for (needs chromium on the PATH)', () => {
  let world: DashboardWorld;
  const measured: { task: string; clicks: number; keys: number; seconds: number }[] = [];

  beforeAll(async () => {
    // members of the sample have addresses that another spec's organization on the shared service has, too
    world = await DashboardWorld.start({});
    await fillInstance({ url: world.service.url, email: EMAIL, password: PASSWORD, scans: 3 });
  }, FILL_TIMEOUT_MS);
  afterAll(() => world.stop());

  it.each(TASKS)('%s', async (task, act) => {
    const page = await world.open('/', { viewport: { width: 1440, height: 900 } });
    await page.getByText('harbor/design-system').first().waitFor();
    const me = new Stranger(page);
    await act(me);
    const { clicks, keys, seconds } = me;
    measured.push({ task, clicks, keys, seconds });
    expect({ seconds, isShort: seconds <= MOST_SECONDS }).toEqual({ seconds, isShort: true });
  });

  it('takes as long as docs/dashboard.md says', () => {
    const cells = measured.map(({ task, clicks, keys, seconds }) => [task, clicks, keys, seconds.toFixed(1)]);
    if (process.env.UPDATE_DOCS) writeFileSync(DOCUMENT, readFileSync(DOCUMENT, 'utf8').replace(TABLE, tableOf(cells)));
    const [table] = TABLE.exec(readFileSync(DOCUMENT, 'utf8'))!;
    const rows = table.split('\n').filter((line) => line.startsWith('|'));
    expect(rows.slice(2).map(cellsOf)).toEqual(cells.map((row) => row.map(String)));
  });
});

const cellsOf = (row: string): string[] =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

const tableOf = (rows: readonly (readonly (string | number)[])[]): string =>
  [
    '<!-- tasks -->\n',
    '| task | clicks | keys | seconds |',
    '| --- | ---: | ---: | ---: |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '\n<!-- end -->',
  ].join('\n');
