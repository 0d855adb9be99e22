import { RULE_TITLES, type RuleName } from '../../../gate/words';
import { Ago } from '../../../ui/ago';
import { Panel, Section } from '../../../ui/panel';
import table from '../../../ui/table.module.css';
import { type PullRequestPage } from '../pull-request.queries';

/** Waivers that reach this pull request. */
export function PullRequestWaivers({ waivers }: Pick<PullRequestPage, 'waivers'>) {
  if (waivers.length === 0) return null;
  return (
    <Section title="Waivers">
      <Panel isFlush>
        <table aria-label="Waivers" className={table.table}>
          <thead>
            <tr>
              <th scope="col">Rule</th>
              <th scope="col">Reason</th>
              <th scope="col" className={table.number}>
                Ends
              </th>
            </tr>
          </thead>
          <tbody>
            {waivers.map(({ id, rule, reason, expires_at }) => (
              <tr key={id}>
                <th scope="row">{RULE_TITLES[rule as RuleName]}</th>
                <td>{reason}</td>
                <td data-label="Ends" className={table.number}>
                  {expires_at === null ? 'never' : <Ago at={expires_at} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
    </Section>
  );
}
