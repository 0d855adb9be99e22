// A page of the site around its content: navigation, search, the headings of the page.

/** Path of a page in the site. */
export function targetOf(inputPath) {
  const file = inputPath.replace(/^\.\//, '').replace(/^docs\//, '');
  return file.endsWith('README.md') ? file.replace('README.md', 'index.html') : file.replace(/\.md$/, '.html');
}

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text) => text.replaceAll(/[&<>"]/g, (sign) => ESCAPES[sign]);
const plain = (html) => html.replaceAll(/<[^>]*>/g, '');

export function renderPage({ content, inputPath, outputPath, navigation }) {
  const up = '../'.repeat(outputPath.split('/').length - 1);
  const title = plain(/<h1[^>]*>([^]*?)<\/h1>/.exec(content)?.[1] ?? inputPath);
  const headings = [...content.matchAll(/<h2 id="([^"]*)"[^>]*>([^]*?)<\/h2>/g)];
  const contents = headings.map(([, id, text]) => `<li><a href="#${id}">${plain(text)}</a></li>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title === 'Quality gate' ? title : `${title} · Quality gate`}</title>
<link rel="stylesheet" href="${up}site/style.css">
<script src="${up}site/search-index.js" defer></script>
<script src="${up}site/search.js" defer></script>
</head>
<body data-root="${up}">
<a class="skip" href="#content">Skip to the content</a>
<header>
<a class="home" href="${up}index.html">Quality gate</a>
<form role="search">
<label for="search">Search</label>
<input id="search" type="search" autocomplete="off" placeholder="Search (press /)">
<ul id="results" hidden></ul>
</form>
</header>
<div class="columns">
<nav aria-label="Pages">
${navigation.map((section) => renderSection(section, outputPath, up)).join('\n')}
</nav>
<main id="content">
${content}</main>
${contents && `<nav class="contents" aria-label="On this page">\n<ul>\n${contents}\n</ul>\n</nav>`}
</div>
</body>
</html>
`;
}

function renderSection({ title, pages }, outputPath, up) {
  const items = pages.map(([file, , name = nameOf(file)]) => {
    const target = targetOf(file);
    return `<li><a href="${up}${target}"${target === outputPath ? ' aria-current="page"' : ''}>${escape(name)}</a></li>`;
  });
  return `<h2>${title}</h2>\n<ul>\n${items.join('\n')}\n</ul>`;
}

/** A page in the navigation, by its file. */
function nameOf(file) {
  const names = { 'adr/README.md': 'Decisions', 'api.md': 'API', 'ci.md': 'Pipelines', 'cli.md': 'Command line' };
  const words = file.replace('.md', '').replaceAll('-', ' ');
  return (
    names[file] ??
    words[0].toUpperCase() + words.slice(1).replace('sonarqube', 'SonarQube').replace('codecov', 'Codecov')
  );
}
