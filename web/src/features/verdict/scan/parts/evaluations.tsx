import { type components } from '../../../../api/schema.gen';
import { verdictOf } from '../../../../gate/verdict-of';
import { Ago } from '../../../../ui/ago';
import { classNames } from '../../../../ui/class-names';
import { Panel, Section } from '../../../../ui/panel';
import table from '../../../../ui/table.module.css';
import { Unknown } from '../../../../ui/unknown';
import { VerdictChip } from '../../../../ui/verdict-chip';

type Evaluation = components['schemas']['Evaluation'];

const TRIGGERS: Readonly<Record<Evaluation['trigger'], string>> = {
  completed: 'the scan was completed',
  coverage_uploaded: 'coverage came later',
  tests_uploaded: 'test results came later',
  rerequested: 'judged again at the forge',
  recomputed: 'judged again',
  policy_changed: 'the policy changed',
  waiver_changed: 'a waiver changed',
  mark_changed: 'a mark changed',
  retargeted: 'the target changed',
  stack_changed: 'a pull request below it changed',
  scan_failed: 'the scan failed',
};

/** Judgements of a scan, newest first: who had it judged, why, and by which policy. */
export function Evaluations({ evaluations }: { readonly evaluations: readonly Evaluation[] }) {
  if (evaluations.length === 0) return null;
  return (
    <Section title="Evaluations">
      <Panel isFlush>
        <table aria-label="Evaluations" className={table.table}>
          <thead>
            <tr>
              <th scope="col">Evaluation</th>
              <th scope="col">Verdict</th>
              <th scope="col">Because</th>
              <th scope="col">By</th>
              <th scope="col">Policy</th>
              <th scope="col" className={table.number}>
                When
              </th>
            </tr>
          </thead>
          <tbody>
            {evaluations.map((each) => (
              <tr key={each.evaluation}>
                <th scope="row">{each.evaluation}</th>
                <td>
                  <VerdictChip verdict={verdictOf(each.status)} />
                </td>
                <td data-label="Because">{TRIGGERS[each.trigger]}</td>
                <td data-label="By">{each.evaluated_by_name ?? <code>{each.evaluated_by}</code>}</td>
                <td data-label="Policy">{each.policy_version ?? <Unknown because="no policy yet" />}</td>
                <td className={classNames(table.number, table.quiet)}>
                  {each.evaluated_at !== null && <Ago at={each.evaluated_at} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
    </Section>
  );
}
