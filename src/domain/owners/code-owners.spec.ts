import fc from 'fast-check';
import { propertyRuns } from '../../../test/support/programme.js';
import { CodeOwners } from './code-owners.js';
import { ownerNamesOf } from './owner-names.js';

const isOwned = (pattern: string, path: string) => new CodeOwners(`${pattern} @owner`).ownersOf(path).length === 1;

describe('a pattern of CODEOWNERS', () => {
  it.each([
    ['*', 'a.js'],
    ['*', 'src/deep/a.js'],
    ['**', 'src/a.js'],
    ['*.js', 'a.js'],
    ['*.js', 'src/deep/a.js'],
    ['/build/logs/', 'build/logs/a/b.txt'],
    ['docs/*', 'docs/getting-started.md'],
    ['apps/', 'apps/a.ts'],
    ['apps/', 'src/apps/deep/a.ts'],
    ['/docs/', 'docs/deep/a.md'],
    ['/apps/github', 'apps/github'],
    ['/apps/github', 'apps/github/deep/a.ts'],
    ['**/logs', 'logs/a.txt'],
    ['**/logs', 'build/logs/a.txt'],
    ['**/logs', 'deeply/nested/logs/a.txt'],
    ['src/**/test/*.ts', 'src/test/a.ts'],
    ['src/**/test/*.ts', 'src/a/b/test/a.ts'],
    ['src/**', 'src/a/b.ts'],
    ['a?c.ts', 'src/abc.ts'],
    ['a\\*c.ts', 'a*c.ts'],
    ['with\\ space.ts', 'with space.ts'],
    ['docs/a.md', 'docs/a.md'],
    ['Makefile', 'src/Makefile'],
  ])('%s matches %s', (pattern, path) => expect(isOwned(pattern, path)).toBe(true));

  it.each([
    ['*.js', 'a.jsx'],
    ['/*.js', 'src/a.js'],
    ['docs/*', 'docs/build-app/troubleshooting.md'],
    ['docs/a.md', 'src/docs/a.md'],
    ['/docs/', 'src/docs/a.md'],
    ['/docs/', 'docs'],
    ['apps/', 'apps'],
    ['src/**', 'src'],
    ['/apps/github', 'apps/github-actions/a.ts'],
    ['a?c.ts', 'ac.ts'],
    ['a?c.ts', 'a/c.ts'],
    ['a\\*c.ts', 'abc.ts'],
    ['readme.md', 'README.md'],
    ['/', 'a.ts'],
    ['!a.ts', 'a.ts'],
    ['# *', 'a.ts'],
  ])('%s does not match %s', (pattern, path) => expect(isOwned(pattern, path)).toBe(false));
});

describe('CODEOWNERS', () => {
  const ownersOf = (text: string, path: string) => new CodeOwners(text).ownersOf(path);

  it('lets the last match decide, even one without owners', () => {
    const text = '* @all\r\n/src/ @a b@acme.com # theirs\r\n*.md @docs\r\n/src/generated/\r\n';
    expect(ownersOf(text, 'x.ts')).toEqual(['@all']);
    expect(ownersOf(text, 'src/x.ts')).toEqual(['@a', 'b@acme.com']);
    expect(ownersOf(text, 'src/x.md')).toEqual(['@docs']);
    expect(ownersOf(text, 'src/generated/x.md')).toEqual([]);
  });

  it('skips lines with an owner that is none', () => {
    expect(ownersOf('* @all\n*.ts nobody @a\n', 'a.ts')).toEqual(['@all']);
  });

  it('unites what each section of GitLab says', () => {
    const text = '* @all\n[Docs] @writers\n*.md\n/docs/ @docs\n^[Data][2]\n*.sql @db @all\n[docs]\n/docs/api/ @api\n';
    expect(ownersOf(text, 'a.md')).toEqual(['@all', '@writers']);
    expect(ownersOf(text, 'docs/a.sql')).toEqual(['@all', '@docs', '@db']);
    expect(ownersOf(text, 'docs/api/a.ts')).toEqual(['@all', '@api']);
    expect(ownersOf(text, 'a.ts')).toEqual(['@all']);
  });

  it('is read in little time, whatever it says', () => {
    const stars = `${'*a'.repeat(500)}b`;
    const started = performance.now();
    expect(ownersOf(`/${'**/'.repeat(200)}${stars} @a`, `${'a/'.repeat(1000)}${'a'.repeat(1000)}`)).toEqual([]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  /** The pattern as a regular expression, by another way than names and wildcards. */
  const toRegExp = (pattern: string): RegExp => {
    const isAnchored = pattern.slice(0, -1).includes('/');
    const body = pattern
      .replaceAll('.', '\\.')
      .replace(/^\//, '')
      .replace(/\/$/, '/**')
      .replace(/\/\*\*$/, '/«')
      .replace(/(^|\/)\*\*(?=\/)/g, '$1»')
      .replace(/\*/g, '[^/]*')
      .replace(/«$/, '.+')
      .replace(/»\//g, '(?:.+/)?');
    const below = /(^|\/)\*$|\/(\*\*)?$/.test(pattern) ? '' : '(?:/.+)?';
    return new RegExp(`^${isAnchored ? '' : '(?:.+/)?'}${body}${below}$`);
  };
  const name = fc.constantFrom('a', 'b', 'ab', 'a.b');
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
  const pattern = fc
    .tuple(
      fc.constantFrom('', '/', '**/'),
      fc.array(fc.oneof(name, fc.constantFrom('*', 'a*', '*b', '**')), { minLength: 1, maxLength: 3 }),
      fc.constantFrom('', '/', '/**'),
    )
    .map(([start, names, end]) => start + names.join('/') + end)
    .filter((text) => text !== '/**' && !/\*\*\/\*\*|^\/?\*\*\/?$|\*\*$/.test(text.replace(/\/\*\*$/, '')));

  it('owns what the last pattern matches, each as a regular expression', () => {
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 6 }), path, (patterns, file) => {
        const last = patterns.map((each) => toRegExp(each).test(file)).lastIndexOf(true);
        const text = patterns.map((each, at) => `${each} @${at}`).join('\n');
        expect(ownersOf(text, file)).toEqual(last === -1 ? [] : [`@${last}`]);
      }),
      { numRuns: propertyRuns(2_000) },
    );
  });
});

describe('names of an owner', () => {
  it('are none for a key', () => expect(ownerNamesOf(null)).toEqual([]));

  it.each([
    ['Jane.Doe@Acme.com', ['jane.doe@acme.com', '@jane.doe']],
    ['12345+Jane@users.noreply.github.com', ['12345+jane@users.noreply.github.com', '@jane']],
  ])('%s', (email, names) => expect(ownerNamesOf(email)).toEqual(names));
});
