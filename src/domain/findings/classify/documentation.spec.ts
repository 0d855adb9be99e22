import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SECRET_RULES } from '../secrets/secret-rules.js';
import { COMPLEXITY_RULES } from './complexity-rules.js';
import { CORRECTNESS_RULES } from './correctness-rules.js';
import { DUPLICATION_RULES } from './duplication-rules.js';
import { LAYOUT_RULES } from './layout-rules.js';
import { NAME_RULES } from './name-rules.js';
import { type RuleTable } from './rule-table.js';
import { SECURITY_RULES, SECURITY_TOOLS } from './security-rules.js';
import { SEVERITY_RULES } from './severity-rules.js';
import { RULES_OFF_IN_TESTS } from './test-rules.js';
import { UNUSED_CODE_RULES } from './unused-code-rules.js';

const document = readFileSync(join(__dirname, '../../../../docs/findings-formats.md'), 'utf8');
const quoted = (texts: Iterable<string>) => [...texts].map((text) => `\`${text}\``).join(', ');

/** Lines of the section under that heading, up to the next one. */
function sectionOf(heading: string): string[] {
  const [, rest] = document.split(`\n### ${heading}\n`);
  return (rest ?? '').split('\n### ')[0]!.split('\n');
}

const itemsOf = (table: RuleTable<unknown>, showsFact: boolean) =>
  table.map(({ tool, fact, rules }) => `- ${tool}${showsFact ? `, ${String(fact)}` : ''}: ${quoted(rules)}`);

describe('docs/findings-formats.md', () => {
  it.each([
    ['Complexity', itemsOf(COMPLEXITY_RULES, true)],
    ['Unused code', itemsOf(UNUSED_CODE_RULES, true)],
    ['Duplication', itemsOf(DUPLICATION_RULES, false)],
    ['Security rules of other tools', itemsOf(SECURITY_RULES, false)],
    ['Correctness', itemsOf(CORRECTNESS_RULES, false)],
    ['Severities of rules', itemsOf(SEVERITY_RULES, true)],
    ['Layout, names and wording', itemsOf(LAYOUT_RULES, true)],
    ['Undefined names', itemsOf(NAME_RULES, false)],
    ['Secrets', itemsOf(SECRET_RULES, false)],
    ['Rules that are off in tests', itemsOf(RULES_OFF_IN_TESTS, false)],
  ])('shows the table of %s as it is', (heading, items) => {
    expect(sectionOf(heading).filter((line) => line.startsWith('- '))).toEqual(items);
  });

  it('names the security tools', () => {
    expect(sectionOf('Security tools').join(' ')).toContain(`${quoted(SECURITY_TOOLS)}.`);
  });
});
