// `npm run docs [-- --out FOLDER]`: builds the site of the documentation from docs/*.md, by Eleventy, with its search index. The site
// works from a folder, without a server and without a network; the service serves it at /docs.
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import Eleventy from '@11ty/eleventy';
import MiniSearch from 'minisearch';
import { rolldown } from 'rolldown';
import { renderPage, targetOf } from './docs/layout.mjs';
import { readSections, siteMarkdown } from './docs/markdown.mjs';

const root = path.dirname(import.meta.dirname);
const { values } = parseArgs({ options: { out: { type: 'string', default: path.join(root, 'dist-docs') } } });
const out = path.resolve(values.out);
const draft = `${out}.${process.pid}`;
const parts = path.join(import.meta.dirname, 'docs');
/** Pages beside docs/ that its pages lead to. */
const BESIDE = ['CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];
const navigation = JSON.parse(readFileSync(path.join(parts, 'navigation.json'), 'utf8'));

process.chdir(root);
rmSync(draft, { recursive: true, force: true });
try {
  const eleventy = new Eleventy('docs', draft, {
    quietMode: true,
    configPath: false,
    config: (config) => {
      config.setUseGitIgnore(false);
      config.setTemplateFormats(['md']);
      config.setLibrary('md', siteMarkdown());
      config.addGlobalData(
        'permalink',
        () =>
          ({ page }) =>
            targetOf(page.inputPath),
      );
      for (const name of BESIDE) config.addTemplate(name, readFileSync(path.join(root, name), 'utf8'));
      config.addTransform('layout', function (content) {
        return renderPage({
          content,
          inputPath: this.page.inputPath,
          outputPath: targetOf(this.page.inputPath),
          navigation,
        });
      });
      return { markdownTemplateEngine: false, htmlTemplateEngine: false };
    },
  });
  await eleventy.write();
  for (const folder of ['schemas', 'dashboard', 'editors', 'integrity'])
    cpSync(path.join('docs', folder), path.join(draft, folder), { recursive: true });
  for (const name of readdirSync('docs').filter((each) => each.endsWith('.json')))
    cpSync(path.join('docs', name), path.join(draft, name));
  mkdirSync(path.join(draft, 'site'));
  cpSync(path.join(parts, 'style.css'), path.join(draft, 'site/style.css'));
  await writeSearch();
  rmSync(out, { recursive: true, force: true });
  renameSync(draft, out);
  console.log(`The documentation is in ${path.relative(process.cwd(), out) || out}: open index.html`);
} finally {
  rmSync(draft, { recursive: true, force: true });
}

/** The index of all sections, and the script that asks it. The index is a script, so that it loads from a folder as well. */
async function writeSearch() {
  const sections = [
    ...readdirSync('docs', { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`),
    ...BESIDE,
  ]
    .filter((file) => file.endsWith('.md'))
    .sort()
    .flatMap((file) =>
      readSections(readFileSync(file, 'utf8')).map((section) => ({
        ...section,
        id: `${targetOf(file)}${section.anchor && `#${section.anchor}`}`,
        // Decisions are found by their headings: their text would be a third of the index.
        text: file.includes('/adr/') ? '' : section.text,
      })),
    );
  const index = new MiniSearch({ fields: ['heading', 'text'], storeFields: ['heading', 'page'] });
  index.addAll(sections);
  const text = JSON.stringify(JSON.stringify(index));
  writeFileSync(path.join(draft, 'site/search-index.js'), `globalThis.searchIndex = ${text};\n`);
  const bundle = await rolldown({ input: path.join(parts, 'search.js'), platform: 'browser' });
  await bundle.write({ file: path.join(draft, 'site/search.js'), format: 'iife', minify: true });
  await bundle.close();
}
