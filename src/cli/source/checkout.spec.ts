import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openResultCache } from '../cache/result-cache.js';
import { Checkout } from './checkout.js';
import { loadGrammar } from './grammars/grammar.js';
import { type NamedBody } from './scopes/scope-tree.js';

const TEXT = 'export function total(order) {\n  return order.price;\n}\n';
const OTHER = `\n${TEXT.replace('total', 'price')}`;

describe('named scopes of a file', () => {
  let root: string;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'qgate-test-')));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** The scope in the middle of the file, and how many grammars were loaded for it. */
  async function read(text: string, contentId: string) {
    writeFileSync(path.join(root, 'a.ts'), text);
    const cache = openResultCache(path.join(root, 'cache'), new Map([['a.ts', contentId]]));
    const keptScopes = await cache.open<readonly NamedBody[]>('scopes', {});
    let loaded = 0;
    const checkout = new Checkout({
      ...{ root, tracked: ['a.ts'], keptScopes },
      loadGrammar: (language) => {
        loaded += 1;
        return loadGrammar(language);
      },
    });
    const file = await checkout.read('a.ts');
    if (typeof file === 'string') throw new Error(file);
    const scope = (await checkout.scopesOf(file)).pathAt(text.indexOf('return'));
    await keptScopes.save();
    return [scope, loaded];
  }

  it('are read once for each content', async () => {
    expect(await read(TEXT, 'one')).toEqual(['total', 1]);
    expect(await read(TEXT, 'one')).toEqual(['total', 0]);
    expect(await read(OTHER, 'two')).toEqual(['price', 1]);
    expect(await read(TEXT, 'one')).toEqual(['total', 0]);
  });
});
