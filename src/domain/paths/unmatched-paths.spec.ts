import { joinUnmatched, unmatchedPathsOf } from './unmatched-paths.js';

describe('unmatchedPathsOf', () => {
  it('names ten, and counts each once', () => {
    const paths = Array.from({ length: 11 }, (_, at) => `app/${String(at).padStart(2, '0')}.c`);
    expect(unmatchedPathsOf([...paths, 'app/00.c'].reverse())).toEqual({ count: 11, firstTen: paths.slice(0, 10) });
  });
});

describe('joinUnmatched', () => {
  it('counts a path that several reports name once, as far as they name it', () => {
    const joined = joinUnmatched([
      { count: 12, firstTen: ['b.c', 'a.c'] },
      { count: 1, firstTen: ['b.c'] },
    ]);
    expect(joined).toEqual({ count: 12, firstTen: ['a.c', 'b.c'] });
  });
});
