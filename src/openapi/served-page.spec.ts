import { toServedPage } from './served-page.js';

const ADDRESSES = new Map([
  ['docs/api.md', '/docs/api.md'],
  ['docs/below/x.md', '/docs/below/x.md'],
  ['openapi.json', '/api/openapi.json'],
]);

describe('toServedPage', () => {
  it.each([
    ['cli.md', 'See [the API](api.md#keys).', 'See [the API](api.md#keys).'],
    ['below/x.md', '[API](../api.md)', '[API](../api.md)'],
    ['api.md', 'The [document](../openapi.json), once.', 'The [document](/api/openapi.json), once.'],
    ['below/README.md', '[one](x.md) [document](../../openapi.json)', '[one](x.md) [document](/api/openapi.json)'],
    ['testing.md', 'See [CONTRIBUTING.md](../CONTRIBUTING.md#setup).', 'See CONTRIBUTING.md.'],
    ['dashboard.md', '![A page](dashboard/a.webp)', 'A page'],
    [
      'api.md',
      '[here](#top) [there](https://example.com/a.md) [page](/api/docs)',
      '[here](#top) [there](https://example.com/a.md) [page](/api/docs)',
    ],
    [
      'api.md',
      'Code `[a](b.md)` and\n\n```md\n[a](b.md)\n```\n\n[a](b.md)',
      'Code `[a](b.md)` and\n\n```md\n[a](b.md)\n```\n\na',
    ],
  ])('of %s: %j', (name, markdown, served) => {
    expect(toServedPage(markdown, name, ADDRESSES)).toBe(served);
  });
});
