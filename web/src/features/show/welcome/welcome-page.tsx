import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { INSTALL_QGATE } from '../../../ui/install-qgate';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel, Section } from '../../../ui/panel';
import { Segments } from '../../../ui/segments';
import { Command, Skeleton } from '../../../ui/states';
import { FirstVerdict } from './parts/first-verdict';
import { type CreatedKey, MakeKey } from './parts/make-key';
import { isTrusted, type ScanPlace, SYSTEMS } from './systems';
import { useSteps } from './use-steps';
import styles from './welcome-page.module.css';

/** Loaded on demand: it brings the evaluator of policies, which the page does not need once all steps are done. */
const ChoosePolicy = lazy(() => import('./parts/choose-policy').then((part) => ({ default: part.ChoosePolicy })));

/** Fetched once a CI system is chosen: the recipes of all are in it. */
const Recipe = lazy(() => import('./parts/recipe').then((part) => ({ default: part.Recipe })));

/** From nothing to the first verdict in four steps, each with its state; once all are done, the verdict alone. */
export function WelcomePage() {
  useTitle('First scan');
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const secret = created?.key ?? null;
  const keyId = created?.id ?? null;
  const [place, setPlace] = useState<ScanPlace>('machine');
  const [repoId, setRepoId] = useState<number | null>(null);
  const { looking, isKnown, done } = useSteps({ place, keyId, repoId: place === 'machine' ? null : repoId });
  // As the page was opened, so that no step disappears while someone takes it.
  const [isOver, setOver] = useState<boolean | null>(null);
  if (isOver === null && isKnown) setOver(Object.values(done).every(Boolean));
  const verdict = <FirstVerdict place={place} keyId={keyId} looking={looking} />;
  if (isOver === null)
    return (
      <>
        <Head />
        <Skeleton heights={[160, 400, 120]} />
      </>
    );
  if (isOver)
    return (
      <>
        <PageHeader title="Your first verdict is here">
          All four steps are done.{' '}
          <button type="button" className={styles.again} onClick={() => setOver(false)}>
            Show the steps
          </button>
        </PageHeader>
        <Step title="See the verdict">{verdict}</Step>
      </>
    );
  return (
    <>
      <Head />
      <Step number={1} title="Give your scans access" isDone={done.letIn}>
        <div>
          <Segments
            label="Scans run"
            value={place}
            segments={[
              { value: 'machine', label: 'On this machine' },
              ...Object.entries(SYSTEMS).map(([value, label]) => ({ value: value as ScanPlace, label })),
            ]}
            onChange={setPlace}
          />
        </div>
        {isTrusted(place) ? <TrustPipeline /> : <MakeKey secret={secret} place={place} onCreated={setCreated} />}
      </Step>
      <Step number={2} title="Choose what a change must meet" isDone={done.rules}>
        <Suspense fallback={<Skeleton heights={[320]} />}>
          <ChoosePolicy />
        </Suspense>
      </Step>
      <Step number={3} title="Scan" isDone={done.scanned}>
        {place === 'machine' ? (
          <ScanHere secret={secret} />
        ) : (
          <Suspense fallback={null}>
            <Recipe system={place} repoId={repoId} onRepo={setRepoId} />
          </Suspense>
        )}
      </Step>
      <Step number={4} title="See the verdict" isDone={done.judged}>
        {verdict}
      </Step>
    </>
  );
}

function Head() {
  return (
    <PageHeader title="Your first verdict in four steps">
      Give your scans access, choose the rules for changes, and run a scan: the verdict then appears here.
    </PageHeader>
  );
}

interface StepProps {
  readonly number?: number;
  readonly title: string;
  readonly isDone?: boolean;
  readonly children: ReactNode;
}

function Step({ number, title, isDone = false, children }: StepProps) {
  return (
    <Section title={number === undefined ? title : `${number}. ${title}`} {...(isDone && { aside: '✓ done' })}>
      <Panel>
        <div className={styles.step}>{children}</div>
      </Panel>
    </Section>
  );
}

function TrustPipeline() {
  return (
    <p>
      The pipeline signs in with its own identity, and stores no key: name the repository among the{' '}
      <Link to="/settings/publishers">trusted publishers</Link>.
    </p>
  );
}

function ScanHere({ secret }: { readonly secret: string | null }) {
  return (
    <>
      <p>In a checkout on this machine:</p>
      <Command>
        {`${INSTALL_QGATE} && QGATE_URL=${window.location.origin} QGATE_TOKEN=${secret ?? '<the key>'} ~/.local/bin/qgate run`}
      </Command>
    </>
  );
}
