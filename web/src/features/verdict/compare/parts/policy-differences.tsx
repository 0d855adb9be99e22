import { Link } from '@tanstack/react-router';
import { formatRuleValue, isRuleName, type RuleValue, titleOfRule } from '../../../../gate/words';
import { Panel, Section } from '../../../../ui/panel';
import table from '../../../../ui/table.module.css';
import { type Comparison } from '../compare.queries';

/** Rules that the verdicts of both scans compared with other thresholds. */
export function PolicyDifferences({ changes }: { readonly changes: Comparison['policy'] }) {
  if (changes.length === 0) return null;
  return (
    <Section title="Policy" controls={<Link to="/policy">Current policy</Link>}>
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

const titleOf = (rule: string): string => (rule === 'new_coverage_on' ? 'Coverage of which scans' : titleOfRule(rule));

const valueOf = (rule: string, value: Comparison['policy'][number]['from']): string => {
  if (value === null) return 'off';
  return isRuleName(rule) ? formatRuleValue(rule, value as RuleValue) : String(value);
};
