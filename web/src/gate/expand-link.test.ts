import { expect, it } from 'vitest';
import { expandLink } from './expand-link';

it('a link template keeps the slashes of a path and encodes everything else', () => {
  const template = 'https://forge.test/a/b/blob/{sha}/{+path}#L{from}-L{to}';
  expect(expandLink(template, { sha: 'a1/b2', path: 'src/a b#.ts', from: 3, to: 5 })).toBe(
    'https://forge.test/a/b/blob/a1%2Fb2/src/a%20b%23.ts#L3-L5',
  );
});
