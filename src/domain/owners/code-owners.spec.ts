import fc from 'fast-check';
import { propertyRuns } from '../../../test/support/programme.js';
import { CodeOwners, isWithinLimits, leftOutLines } from './code-owners.js';
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

  it.each([
    ['500 characters', `/a ${'@a'.padEnd(497, 'a')}`, `/a ${'@a'.padEnd(498, 'a')}`],
    ['5 wildcards', '/a/*/**/b*c?d*e @a', '/a/*/**/b*c?d*e* @a'],
    ['5 wildcards, some escaped', '/a\\*\\?/*/**/b*c?d*e @a', '/a\\*/*/**/b*c?d*e? @a'],
  ])('leaves a line out that has more than %s', (_limit, at, over) => {
    expect(leftOutLines(`${at}\n`)).toEqual([]);
    expect(leftOutLines(`* @all\n\n${over}\n`)).toEqual([{ line: 3, reason: expect.stringContaining('more') }]);
    expect(ownersOf(`* @all\n${over}\n`, 'a/x')).toEqual(['@all']);
  });

  it('counts neither comments nor what is written in them as lines beyond the limits', () => {
    expect(leftOutLines(`# ${'*'.repeat(600)}\n[Docs ${'*'.repeat(9)}]\n/a @a # ${'*'.repeat(9)}\n`)).toEqual([]);
  });

  it('has at most 1 MiB and 10,000 lines, whatever ends the last', () => {
    expect(['x\n'.repeat(10_000), 'x\n'.repeat(9_999) + 'x', 'é'.repeat(512 * 1024)].map(isWithinLimits)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['x\n'.repeat(10_000) + 'x', `${'é'.repeat(512 * 1024)}x`].map(isWithinLimits)).toEqual([false, false]);
  });

  it('names at most 100 owners of a file', () => {
    const text = Array.from({ length: 101 }, (_, at) => `[Section ${at}]\n* @owner${at}\n`).join('');
    expect(ownersOf(text, 'a.ts')).toHaveLength(100);
  });

  it.each([
    ['names below the root', (at: number) => `/packages/app${at}/ @a`],
    ['ends of names', (at: number) => `*.ext${at} @a`],
    ['names anywhere', (at: number) => `generated${at}/ @a`],
    ['folders in between', (at: number) => `/src/**/part${at}*/*.ts @a`],
  ])('takes few steps for 10,000 lines of %s', (_case, lineOf) => {
    const owners = new CodeOwners(Array.from({ length: 10_000 }, (_, at) => lineOf(at)).join('\n'));
    for (let at = 0; at < 1_000; at += 1) owners.ownersOf(`src/components/feature${at}/Component.tsx`);
    expect(owners.steps).toBeLessThan(100_000);
  });

  it('takes steps in proportion to its length and that of the path, whatever it says', () => {
    const lines = Array.from({ length: 1_000 }, (_, at) => `*a*${'ab'.repeat(100)}*${at}*a? @a`);
    const path = 'ab'.repeat(800);
    const owners = new CodeOwners(lines.join('\n'));
    expect(owners.ownersOf(path)).toEqual([]);
    expect(owners.steps).toBeLessThan(path.length * (lines.join('').length / 32 + 2 * lines.length));
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
