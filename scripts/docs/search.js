// The search of the site, in the browser: the index is a script beside this one.
import MiniSearch from 'minisearch';

const MOST = 12;
const input = document.getElementById('search');
const results = document.getElementById('results');
const root = document.body.dataset.root;
let index;

function show() {
  index ??= MiniSearch.loadJSON(globalThis.searchIndex, {
    fields: ['heading', 'text'],
    storeFields: ['heading', 'page'],
  });
  const found = index.search(input.value, { boost: { heading: 4 }, prefix: true, fuzzy: 0.15, combineWith: 'AND' });
  results.replaceChildren(
    ...found.slice(0, MOST).map(({ id, heading, page }) => {
      const link = document.createElement('a');
      link.href = root + id;
      link.textContent = heading === page ? page : `${page}: ${heading}`;
      const item = document.createElement('li');
      item.append(link);
      return item;
    }),
  );
  if (found.length === 0 && input.value !== '') {
    const item = document.createElement('li');
    item.textContent = `Nothing matches ${input.value}`;
    results.append(item);
  }
  results.hidden = input.value === '';
}

input.addEventListener('input', show);
input.form.addEventListener('submit', (event) => {
  event.preventDefault();
  results.querySelector('a')?.click();
});
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== input) {
    event.preventDefault();
    input.focus();
  } else if (event.key === 'Escape') {
    input.value = '';
    results.hidden = true;
  }
});
