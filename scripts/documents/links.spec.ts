import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { slugOf } from '../docs/slug.mjs';

const ROOT = path.join(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const below = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`);

const navigation = JSON.parse(read('scripts/docs/navigation.json')) as { pages: [string, string][] }[];
const pages = [...readdirSync(ROOT), ...below('docs')].filter((file) => file.endsWith('.md')).sort();

/** A page without its code. */
const proseOf = (text: string): string => text.replace(/^( *)```[^]*?^\1```/gm, '').replace(/`[^`\n]*`/g, '``');

/** The anchors of a page's headings; the second of one text is counted. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading] of text.replace(/^```[^]*?^```/gm, '').matchAll(/^#{1,6} +(.+)$/gm)) {
    const slug = slugOf(heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[`*_]/g, ''));
    let unique = slug;
    for (let count = 1; anchors.has(unique); count += 1) unique = `${slug}-${count}`;
    anchors.add(unique);
  }
  return anchors;
}

/** Targets of links and pictures within the checkout. */
const linksIn = (text: string): string[] =>
  [...proseOf(text).matchAll(/\]\(<?([^()\s>]+)>?\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^[a-z]+:/.test(target));

function faultOf(page: string, target: string): string | null {
  const [file = '', anchor] = target.split('#');
  const place = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
  if (!existsSync(path.join(ROOT, place))) return `${target}: there is no ${place}`;
  if (anchor === undefined || !place.endsWith('.md') || statSync(path.join(ROOT, place)).isDirectory()) return null;
  return anchorsOf(read(place)).has(anchor) ? null : `${target}: there is no such heading`;
}

describe('links of documents', () => {
  it.each(pages)('%s: every file and heading exists', (page) => {
    expect(linksIn(read(page)).flatMap((target) => faultOf(page, target) ?? [])).toEqual([]);
  });
});

describe('decisions', () => {
  const CODE = ['bench', 'bin', 'migrations', 'recipes', 'scripts', 'src', 'test', 'web/src'];
  const LINK = /docs\/adr\/[a-z-]+\.md(?:#[a-z0-9-]+)?/g;
  const named = CODE.flatMap((folder) => below(folder))
    .filter((file) => /\.(?:tsx?|[cm]?js)$/.test(file) && file !== 'scripts/documents/links.spec.ts')
    .flatMap((file) => Array.from(read(file).matchAll(LINK), ([link]) => [file, link] as const));

  it('are there where code names them', () => {
    expect(named.length).toBeGreaterThan(50);
    const faults = named.map(([file, link]) => [file, faultOf('README.md', link)]);
    expect(faults.filter(([, fault]) => fault !== null)).toEqual([]);
  });

  it('stand in the index, chapter by chapter', () => {
    const chapters = pages.filter((page) => /^docs\/adr\/[a-z]+\.md$/.test(page));
    const headings = chapters.flatMap((page) =>
      Array.from(read(page).matchAll(/^## (.+)$/gm), ([, heading]) => `${path.basename(page)}#${slugOf(heading!)}`),
    );
    expect(
      linksIn(read('docs/adr/README.md'))
        .filter((link) => link.includes('#'))
        .sort(),
    ).toEqual(headings.sort());
  });
});

describe('the navigation of the documentation', () => {
  const listed = navigation.flatMap(({ pages: rows }) => rows);

  it('has each page once', () => {
    const files = pages.filter((page) => /^docs\/[^/]+\.md$/.test(page)).map((page) => page.slice('docs/'.length));
    const expected = [...files.filter((file) => file !== 'README.md'), 'adr/README.md'];
    expect(listed.map(([file]) => file).sort()).toEqual(expected.sort());
  });

  it.each(listed)('%s begins with who needs it, as the home page says', (file, audience) => {
    expect(read(`docs/${file}`).split('\n\n')[1]!.replaceAll('\n', ' ')).toBe(audience);
    expect(read('docs/README.md')).toContain(`](${file})`);
  });
});

describe('help of the dashboard', () => {
  const features = below('web/src/features').filter((file) => file.endsWith('-page.tsx'));
  const links = features.flatMap((file) =>
    Array.from(read(file).matchAll(/ help="([^"]+)"/g), ([, help]) => [file, help!] as const),
  );

  it.each(links)('%s leads to %s', (_file, help) => {
    const [page, heading] = help.split('#');
    expect(faultOf('docs/README.md', `${page}.md${heading === undefined ? '' : `#${heading}`}`)).toBeNull();
  });
});
