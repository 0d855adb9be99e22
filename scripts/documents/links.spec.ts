import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { slugOf } from '../docs/slug.mjs';

const ROOT = path.join(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const below = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`);

const navigation = JSON.parse(read('scripts/docs/navigation.json')) as { pages: [string, string][] }[];
const pages = [...readdirSync(ROOT), ...below('docs')]
  .filter((file) => file.endsWith('.md') && file !== 'docs/adr/template.md')
  .sort();

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
