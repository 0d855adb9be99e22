import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { problemOf } from '../../../../api/problem';
import { prepareSimulation, type SimulationInputs } from '../../../../gate/simulation';
import { Button, buttonClass } from '../../../../ui/button';
import { Notice } from '../../../../ui/notice';
import { Panel, Section } from '../../../../ui/panel';
import { Segments } from '../../../../ui/segments';
import { EmptyState, Skeleton } from '../../../../ui/states';
import { effectSentence } from '../../../../verdict/effect-sentence';
import { notJudgeableWords } from '../messages';
import { inputsQuery, SCANS } from '../policy.queries';
import { type PolicyContent, toSimulated } from '../policy-draft';
import styles from './effect.module.css';
import { FlipList } from './flip-list';
import { OverrideList } from './override-list';

const route = getRouteApi('/shell/policy');

/** Effect of an unsaved policy on the newest scans, judged in the browser. */
export function Effect({ content }: { readonly content: PolicyContent }) {
  const search = route.useSearch();
  const { data, error, refetch } = useQuery({ ...inputsQuery(search), placeholderData: keepPreviousData });
  return (
    <div className={styles.effect}>
      <Section title="Effect" aside="on scans as they were measured, with the waivers in force now">
        <ScanChoice />
        {data === undefined && error === null && <Skeleton heights={[40, 160, 160]} />}
        {error !== null && (
          <Notice tone="failure" role="alert" action={<Button onClick={() => void refetch()}>Try again</Button>}>
            {problemOf(error).detail}
          </Notice>
        )}
      </Section>
      {data !== undefined && (data.scans.length === 0 ? <NoScans /> : <Simulated inputs={data} content={content} />)}
    </div>
  );
}

/** Scans to try the policy on, by the address. */
function ScanChoice() {
  const { kind, limit } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <div className={styles.choice}>
      <Segments
        label="Kind of scans"
        value={kind ?? 'all'}
        segments={[
          { value: 'all' as const, label: 'All scans' },
          { value: 'default' as const, label: 'Default branches' },
          { value: 'pr' as const, label: 'Pull requests' },
        ]}
        onChange={(next) =>
          void navigate({ search: (now) => ({ ...now, kind: next === 'all' ? undefined : next }), resetScroll: false })
        }
      />
      <Segments
        label="Number of scans"
        value={String(limit ?? SCANS)}
        segments={[
          { value: '100', label: 'Last 100' },
          { value: '500', label: 'Last 500' },
        ]}
        onChange={(next) =>
          void navigate({
            search: (now) => ({ ...now, limit: Number(next) === SCANS ? undefined : Number(next) }),
            resetScroll: false,
          })
        }
      />
    </div>
  );
}

function Simulated({ inputs, content }: { readonly inputs: SimulationInputs; readonly content: PolicyContent }) {
  const judge = useMemo(() => prepareSimulation(inputs), [inputs]);
  const branches = useMemo(() => new Map(inputs.scans.map(({ scan_id, branch }) => [scan_id, branch])), [inputs]);
  const simulation = judge(toSimulated(content));
  const notJudgeable = notJudgeableWords(simulation);
  return (
    <>
      <div>
        <p role="status" className={styles.sentence}>
          {effectSentence(simulation)}
        </p>
        {notJudgeable !== null && <p className={styles.quiet}>{notJudgeable}</p>}
      </div>
      <FlipList to="failed" flips={simulation.to_failed} branches={branches} />
      <FlipList to="passed" flips={simulation.to_passed} branches={branches} />
      <OverrideList inputs={inputs} />
    </>
  );
}

function NoScans() {
  return (
    <Panel>
      <EmptyState
        title="No scan to try the policy on"
        action={
          <Link to="/welcome" className={buttonClass()}>
            Make a scan
          </Link>
        }
      >
        Shows which of the newest scans another policy would fail or pass.
      </EmptyState>
    </Panel>
  );
}
