import { Link } from '@tanstack/react-router';
import { formatRuleValue, RULE_TITLES, type RuleName, type RuleValue } from '../../../gate/words';
import { Panel, Section } from '../../../ui/panel';
import table from '../../../ui/table.module.css';
import { type Comparison } from '../compare.queries';

/** Rules that the verdicts of both scans compared with other thresholds. */
export function PolicyDifferences({ changes }: { readonly changes: Comparison['policy'] }) {
  if (changes.length === 0) return null;
  return (
    <Section title="Policy" controls={<Link to="/policy">Policy of today</Link>}>
      <Panel isFlush>
        <table aria-label="Policy" className={table.table}>
          <thead>
            <tr>
              <th scope="col">Rule</th>
              <th scope="col" className={table.number}>
                Before
              </th>
              <th scope="col" className={table.number}>
                Now
              </th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ rule, from, to }) => (
              <tr key={rule}>
                <th scope="row">{titleOf(rule)}</th>
                <td data-label="Before" className={table.number}>
                  {valueOf(rule, from)}
                </td>
                <td data-label="Now" className={table.number}>
                  {valueOf(rule, to)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
    </Section>
  );
}

const isRule = (name: string): name is RuleName => name in RULE_TITLES;

const titleOf = (rule: string): string => (isRule(rule) ? RULE_TITLES[rule] : 'Coverage of which scans');

const valueOf = (rule: string, value: Comparison['policy'][number]['from']): string => {
  if (value === null) return 'off';
  return isRule(rule) ? formatRuleValue(rule, value as RuleValue) : String(value);
};
