import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import MiniSearch from 'minisearch';

const ROOT = path.join(__dirname, '../..');

/** The site as `npm run docs` builds it. */
describe('the site of the documentation', () => {
  let folder: string;
  let site: string;
  let pages: string[];
  const read = (name: string): string => readFileSync(path.join(site, name), 'utf8');

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'quality-gate-docs-'));
    site = path.join(folder, 'site');
    execFileSync(process.execPath, [path.join(ROOT, 'scripts/docs.mjs'), '--out', site], {
      env: { PATH: process.env.PATH },
    });
    pages = readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has each page', () => {
    const sources = readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.md'),
    );
    const expected = sources.map((name) => name.replace('README.md', 'index.md').replace(/\.md$/, '.html'));
    expect(pages.sort()).toEqual([...expected, 'CHANGELOG.html', 'CONTRIBUTING.html', 'SECURITY.html'].sort());
  });

  it('has no script, style or source of elsewhere, and nothing inline', () => {
    for (const page of pages) {
      const tags = read(page).match(/<[a-z][^>]*>/g)!;
      const faults = tags.filter(
        (tag) => / (?:style|on[a-z]+)=/.test(tag) || /<(?:script|link|img)[^>]* (?:src|href)="(?:[a-z]+:|\/)/.test(tag),
      );
      expect([page, faults, read(page).match(/<script(?![^>]* src=)/g)]).toEqual([page, [], null]);
    }
  });

  it('leads to files and headings that it has', () => {
    const anchors = new Map(
      pages.map((page) => [page, new Set(Array.from(read(page).matchAll(/ id="([^"]*)"/g), ([, id]) => id))]),
    );
    const faults = pages.flatMap((page) =>
      Array.from(read(page).matchAll(/ (?:href|src)="([^"]*)"/g), ([, target]) => target!)
        .filter((target) => !/^[a-z]+:/.test(target))
        .filter((target) => {
          const [file = '', anchor] = target.split('#');
          const place = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
          if (!existsSync(path.join(site, place))) return true;
          return anchor !== undefined && anchors.get(place)?.has(anchor) !== true;
        })
        .map((target) => `${page}: ${target}`),
    );
    expect(faults).toEqual([]);
  });

  it('finds a word by its index, without a server', () => {
    const scope: { searchIndex?: string } = {};
    runInNewContext(read('site/search-index.js'), { globalThis: scope });
    const index = MiniSearch.loadJSON(scope.searchIndex!, {
      fields: ['heading', 'text'],
      storeFields: ['heading', 'page'],
    });
    expect(index.search('new_coverage_min', { prefix: true })[0]).toMatchObject({ page: expect.any(String) });
    expect(index.search('exit codes').map(({ id }) => id as string)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^cli\.html/)]),
    );
  });
});
