import { readYaml } from './read-yaml.js';
import { YAML_LIMITS } from './yaml-limits.js';

const faultOf = (text: string) => readYaml(text).fault;

describe('readYaml', () => {
  const { bytes, depth, nodes } = YAML_LIMITS;
  const indented = (levels: number) =>
    Array.from({ length: levels }, (_, level) => `${' '.repeat(level)}a:`).join('\n');

  it.each<[label: string, atLimit: string, above: string, fault: string]>([
    ['bytes', `#${'x'.repeat(bytes - 1)}`, `#${'x'.repeat(bytes)}`, 'is larger than 65536 bytes'],
    ['bytes, not characters', `#${'ü'.repeat(bytes / 2 - 1)}`, `#${'ü'.repeat(bytes / 2)}`, 'is larger than'],
    [
      'lists',
      '['.repeat(depth) + ']'.repeat(depth),
      '['.repeat(depth + 1),
      'is nested more than 20 levels deep (line 1)',
    ],
    ['maps', '{a: '.repeat(depth) + '}'.repeat(depth), '{a: '.repeat(depth + 1), 'is nested more than'],
    ['lists of lines', '- '.repeat(depth), '- '.repeat(depth + 1), 'is nested more than'],
    ['explicit keys', '? '.repeat(depth), '? '.repeat(depth + 1), 'is nested more than'],
    ['indentation', indented(depth), indented(depth + 1), 'is nested more than 20 levels deep (line 21)'],
    ['keys and values', 'a: 1\n'.repeat(nodes / 2), 'a: 1\n'.repeat(nodes / 2) + 'a:', 'has more than 2000 keys'],
    ['quoted values', `["a"${', "a"'.repeat(nodes - 2)}]`, `["a"${', "a"'.repeat(nodes - 1)}]`, 'has more than 2000'],
    ['tokens', '\n'.repeat(4 * nodes - 1), '\n'.repeat(4 * nodes + 1), 'has more than 2000 keys and values'],
  ])('bounds %s', (_label, atLimit, above, fault) => {
    expect(faultOf(atLimit)).toBeNull();
    expect(faultOf(above)).toContain(fault);
  });

  it('refuses aliases, with their line', () => {
    expect(faultOf('a: &a 1\nb: *a')).toBe('uses an alias (line 2) where the value itself is required');
    expect(faultOf('exclude: &a [*a]')).toContain('uses an alias (line 1)');
    expect(faultOf('a: &unused 1')).toBeNull();
  });

  it.each(['a: |\n  * text\n', 'a: "*b"', "'*a': 1", '# *a', 'a: b*c', 'a: |\n  [[[[[[[[[[[[[[[[[[[[[[[[\n'])(
    'takes %j for text',
    (text) => {
      expect(faultOf(text)).toBeNull();
    },
  );

  it('leaves faults of syntax to the caller', () => {
    const { document, fault } = readYaml('a: [1\nb');
    expect(fault).toBeNull();
    expect(document?.errors.length).toBeGreaterThan(0);
  });
});
