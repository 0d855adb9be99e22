// Markdown as the site reads it: anchors of headings as on GitHub, links between pages as they are in the site.
import { createRequire } from 'node:module';
import path from 'node:path';
import { slugOf } from './slug.mjs';

const markdownIt = createRequire(import.meta.resolve('@11ty/eleventy'))('markdown-it');

/** Pages of the site outside docs/. */
const BESIDE = /^\.\.\/(CHANGELOG|CONTRIBUTING|SECURITY)\.md(#.*)?$/;

/** @returns a renderer without HTML in pages and without styles in tags, so that no policy has to allow any */
export function siteMarkdown() {
  const renderer = markdownIt({ html: false, linkify: false });
  renderer.core.ruler.push('site', ({ tokens, env }) => {
    const isBeside = BESIDE.test(`../${path.basename(env.page?.inputPath ?? '')}`);
    const used = new Map();
    tokens.forEach((token, at) => {
      if (token.type === 'heading_open') token.attrSet('id', uniqueSlug(used, textOf(tokens[at + 1])));
      if (token.attrGet('style') !== null) {
        token.attrSet('class', token.attrGet('style').includes('right') ? 'number' : 'text');
        token.attrs = token.attrs.filter(([name]) => name !== 'style');
      }
      if (token.type === 'inline') rewriteLinks(token.children, isBeside ? linkFromBeside : siteLink);
    });
  });
  return renderer;
}

/** The second heading of a text is counted, as on GitHub. */
function uniqueSlug(used, text) {
  const slug = slugOf(text);
  const count = used.get(slug) ?? 0;
  used.set(slug, count + 1);
  return count === 0 ? slug : `${slug}-${count}`;
}

/** The text of a heading, without its marks. */
const textOf = ({ children }) =>
  children
    .filter(({ type }) => type === 'text' || type === 'code_inline')
    .map(({ content }) => content)
    .join('');

/** Pages have other names in the site; files that are not in it stay as text. */
function rewriteLinks(tokens, rewrite) {
  const open = [];
  for (const token of tokens) {
    if (token.type === 'link_open') {
      const href = rewrite(token.attrGet('href'));
      open.push(href !== null);
      if (href === null) Object.assign(token, { type: 'text', content: '' });
      else token.attrSet('href', href);
    } else if (token.type === 'link_close' && open.pop() === false) Object.assign(token, { type: 'text', content: '' });
    else if (token.type === 'image') token.attrSet('loading', 'lazy');
  }
}

/** A link as the site has it; null: it leads to a file that the site does not have. */
export function siteLink(href) {
  if (/^(?:[a-z]+:|#)/.test(href)) return href;
  const beside = BESIDE.exec(href.replace(/^\.\.\/\.\.\//, '../'));
  if (beside) return `${href.startsWith('../../') ? '../' : ''}${beside[1]}.html${beside[2] ?? ''}`;
  const [, file, anchor = ''] = /^([^#]+)(#.*)?$/.exec(href);
  const isOutside =
    !path.posix.normalize(`a/b/${file}`).startsWith('a/b/') && !/^\.\.\/(?!README)[\w-]+\.md$/.test(file);
  if (isOutside) return null;
  if (file.endsWith('README.md')) return `${file.replace('README.md', 'index.html')}${anchor}`;
  return file.endsWith('.md') ? `${file.slice(0, -3)}.html${anchor}` : href;
}

/** A link of a page beside docs/, as the site has it. */
function linkFromBeside(href) {
  if (/^(?:[a-z]+:|#)/.test(href)) return href;
  return siteLink(href.startsWith('docs/') ? href.slice('docs/'.length) : `../${href}`);
}

/** The sections of a page: their anchors as the site has them, headings and text, for the search. */
export function readSections(text) {
  const tokens = siteMarkdown().parse(text, {});
  const sections = [];
  let page = '';
  tokens.forEach((token, at) => {
    if (token.type === 'heading_open') {
      const heading = textOf(tokens[at + 1]);
      if (token.tag === 'h1') page = heading;
      sections.push({ page, heading, anchor: token.tag === 'h1' ? '' : token.attrGet('id'), text: '' });
    } else if (token.type === 'inline' && tokens[at - 1].type !== 'heading_open' && sections.length > 0)
      sections.at(-1).text += `${textOf(token)}\n`;
    else if (token.type === 'fence' && sections.length > 0) sections.at(-1).text += `${token.content}\n`;
  });
  return sections;
}
