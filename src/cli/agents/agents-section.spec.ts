import { withAgentsSection } from './agents-section.js';

const SECTION = withAgentsSection(null).trimEnd();

describe('withAgentsSection', () => {
  it('makes a file, or adds to one', () => {
    expect(SECTION).toMatch(/^<!-- qgate:begin -->\n[^]*Never silence a tool[^]*\n<!-- qgate:end -->$/);
    expect(withAgentsSection('  \n')).toBe(`${SECTION}\n`);
    expect(withAgentsSection('# Ours\n\nRead it.\n\n')).toBe(`# Ours\n\nRead it.\n\n${SECTION}\n`);
  });

  it('replaces what is between its marks, and nothing else', () => {
    const before = '# Ours\n<!-- qgate:begin -->\nold\n<!-- qgate:end -->\nEnd.';
    expect(withAgentsSection(before)).toBe(`# Ours\n${SECTION}\nEnd.`);
    expect(withAgentsSection(withAgentsSection(before))).toBe(withAgentsSection(before));
  });

  it.each(['<!-- qgate:begin -->', '<!-- qgate:end -->', '<!-- qgate:end --> <!-- qgate:begin -->'])(
    'refuses %s',
    (text) => {
      expect(() => withAgentsSection(text)).toThrow('or neither of them');
    },
  );
});
