import { isNamedBy, revisionTag } from './revision-tag.js';

describe('revisionTag', () => {
  it('quotes the version, v0 before the first save', () => {
    expect([revisionTag(0), revisionTag(12)]).toEqual(['"v0"', '"v12"']);
  });
});

describe('isNamedBy', () => {
  it.each([
    ['"v3"', true],
    ['"v2", "v3"', true],
    ['*', true],
    ['"v2"', false],
    ['"v33"', false],
    ['v3', false],
    ['W/"v3"', false],
    ['', false],
  ])('judges If-Match %p on revision 3', (header, expected) => {
    expect(isNamedBy(header, 3)).toBe(expected);
  });
});
