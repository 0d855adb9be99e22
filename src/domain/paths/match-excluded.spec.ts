import fc from 'fast-check';
import picomatch from 'picomatch';
import { countAlternatives, MAX_ALTERNATIVES, parseGlob } from './glob.js';
import { excludedPatterns, matchExcluded, stepsPerCharacter } from './match-excluded.js';

const names = (glob: string, path: string) => matchExcluded([glob])(path);

describe('globs of files that are excluded', () => {
  it.each([
    ['src/generated', ['src/generated/a.ts', 'src/generated'], ['src/generated.ts', 'lib/src/generated/a.ts']],
    ['./gen/', ['gen/x.js'], ['a/gen/x.js']],
    ['*.md', ['README.md'], ['docs/README.md']],
    ['**/*.md', ['README.md', 'docs/deep/README.md'], ['docs/a.mdx']],
    ['packages/*/src/*.css', ['packages/web/src/a.css'], ['packages/a/b/src/a.css']],
    ['src/**/test', ['src/test/a.ts', 'src/a/b/test/c.ts'], ['src/tests/a.ts']],
    ['*/**', ['a/b', 'a/b/c'], ['a']],
    ['src/**', ['src/a', 'src/a/b'], ['src']],
    ['a**b', ['ab', 'axxb/c'], ['a/b']],
    ['a?c', ['abc'], ['ac', 'a/c']],
    ['[a-c]x', ['ax', 'cx'], ['dx']],
    ['[!a-c]x', ['dx'], ['ax', '/x']],
    ['[]-]', [']', '-'], ['a']],
    ['v[[:digit:]_]', ['v1', 'v_'], ['va']],
    ['*.{js,ts}', ['a.js', 'a.ts'], ['a.css']],
    ['{a/b,c{d,e}}/*.ts', ['a/b/x.ts', 'cd/x.ts', 'ce/x.ts'], ['c/x.ts', 'a/x.ts']],
    ['{a}', ['{a}'], ['a']],
    ['a{b,c', ['a{b,c'], ['ab']],
    ['a\\*', ['a*'], ['ab']],
    ['a\\{b,c\\}', ['a{b,c}'], ['ab']],
    ['app/[id]/page.tsx', ['app/[id]/page.tsx', 'app/i/page.tsx'], ['app/x/page.tsx']],
    ['app/(shop)/*.ts', ['app/(shop)/a.ts'], ['app/shop/a.ts']],
    ['!src', ['!src/a.ts'], ['src/a.ts', 'a.ts']],
    ['/', [], ['a', 'a/b']],
    ['.', ['a', 'a/b'], []],
  ])('%s', (glob, inside, outside) => {
    for (const path of inside) expect([path, names(glob, path)]).toEqual([path, true]);
    for (const path of outside) expect([path, names(glob, path)]).toEqual([path, false]);
  });

  /** Parts of globs that the pages describe. */
  const character = fc.constantFrom('a', 'b', 'A', '.', '-', '_', '@', '~', 'é');
  const word = fc.string({ unit: character, minLength: 1, maxLength: 4 }).filter((text) => !/^\.+$/.test(text));
  // Without `[!a]`, which picomatch does not negate as git does, and what it reads as parts of regular expressions.
  const set = fc
    .tuple(fc.constantFrom('', '^'), fc.constantFrom('a', 'ab', 'a-c', '.b', 'a-bA', '_-'))
    .map(([not, characters]) => `[${not}${characters}]`);
  const plain = fc.oneof({ weight: 4, arbitrary: word }, fc.constantFrom('*', '?', '\\*', '\\?', '\\['), set);
  const choices = fc
    .array(fc.array(fc.oneof(word, fc.constantFrom('?', 'a*b')), { minLength: 1, maxLength: 2 }), {
      minLength: 2,
      maxLength: 3,
    })
    .map((all) => `{${all.map((each) => each.join('')).join(',')}}`);
  const globName = fc
    .array(fc.oneof({ weight: 5, arbitrary: plain }, choices), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join(''))
    .filter((name) => !name.includes('**') && !name.includes('..') && name !== '.');
  const glob = fc
    .tuple(
      fc.constantFrom('', './', '/'),
      fc.array(fc.oneof({ weight: 3, arbitrary: globName }, fc.constant('**')), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '/', '/**'),
    )
    .map(([start, all, end]) => start + all.join('/') + end);
  const path = fc.array(word, { minLength: 1, maxLength: 5 }).map((all) => all.join('/'));
  /** A path that a glob is likely to name. */
  const near = (written: string) =>
    written
      .replace(/^\.?\//, '')
      .replace(/\/+$/, '')
      .replaceAll('**', 'a/b')
      .replace(/\[[!^]?([^\]-])[^\]]*\]/g, '$1')
      .replace(/\{([^,}]*)[^}]*\}/g, '$1')
      .replace(/\\(.)|([*?])/g, (_all, escaped?: string) => escaped ?? 'a');

  it('name what picomatch says that they name', () => {
    fc.assert(
      fc.property(glob, fc.array(path, { minLength: 1, maxLength: 4 }), (written, paths) => {
        const bare = written.replace(/^\.?\//, '').replace(/\/+$/, '');
        const expected = picomatch([bare, `${bare}/**`], { dot: true });
        const isExcluded = matchExcluded([written]);
        // As in git, all that is below a folder is not the folder itself.
        const isFolder = bare.endsWith('/**') ? picomatch(bare.replace(/(\/\*\*)+$/, ''), { dot: true }) : () => false;
        const tried = [...paths, near(written), `${near(written)}/a`, `a/${near(written)}`];
        const compared = tried.filter((text) => !/(^|\/)\.*(\/|$)/.test(text) && !isFolder(text));
        expect(compared.filter(isExcluded)).toEqual(compared.filter((each) => expected(each)));
      }),
      { numRuns: 500 },
    );
  });
});

describe('the choices in braces', () => {
  const ofChoices = (count: number) => `{${Array.from({ length: count }, (_, at) => at).join(',')}}`;

  it('may be so many patterns and no more', () => {
    expect(parseGlob(`${ofChoices(10)}${ofChoices(MAX_ALTERNATIVES / 10)}`)).toHaveLength(MAX_ALTERNATIVES);
    expect(parseGlob(`${ofChoices(2)}${ofChoices(MAX_ALTERNATIVES / 2 + 1)}`)).toEqual([]);
    expect(countAlternatives('{a,b}'.repeat(100))).toBe(2 ** 100);
    expect(names('{a,b}'.repeat(100), '{a,b}'.repeat(100))).toBe(true);
  });
});

describe('the steps of a match', () => {
  const stepsOf = (globs: readonly string[], path: string) => {
    const patterns = excludedPatterns(globs);
    patterns.numbersOf(path);
    return patterns.steps;
  };
  const length = 1_700;

  it.each([
    ['of stars', ['*a*a*a*a*a*a*a*ab'], 'a'.repeat(length)],
    ['of many stars', [`${'*a'.repeat(249)}*c*`], 'ab'.repeat(length / 2)],
    ['of question marks', [`*a${'?'.repeat(497)}*`], 'ab'.repeat(length / 2)],
    ['of folders', [`${'**/a/'.repeat(99)}*b*`], `${'a/'.repeat(length / 2)}x`],
    ['of choices', ['{a,b}*'.repeat(9)], 'ab'.repeat(length / 2)],
    ['of sets', [`${'[!b]*[a-z]'.repeat(49)}*`], 'ab'.repeat(length / 2)],
  ])('%s are at most those that are announced', (_case, globs, path) => {
    expect(stepsOf(globs, path)).toBeLessThanOrEqual((path.length + 1) * stepsPerCharacter(globs));
  });

  it('do not grow with globs that share nothing with the path', () => {
    const globs = Array.from({ length: 200 }, (_, at) => `packages/app${at}/**/*.gen${at}.ts`);
    expect(stepsOf(globs, 'packages/web/src/index.ts')).toBeLessThan(20);
  });
});
