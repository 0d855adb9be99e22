import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { problemOf } from '../../../api/problem';
import { SWITCHES_AT_FIRST_SAVE } from '../../../gate/policy';
import { verdictOf } from '../../../gate/verdict-of';
import { Button, buttonClass } from '../../../ui/button';
import { CopyField } from '../../../ui/copy-field';
import { formatCount } from '../../../ui/format';
import { INSTALL_QGATE } from '../../../ui/install-qgate';
import { Notice } from '../../../ui/notice';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel, Section } from '../../../ui/panel';
import { Segments } from '../../../ui/segments';
import { Command } from '../../../ui/states';
import { VerdictChip } from '../../../ui/verdict-chip';
import { Live } from '../../../verdict/live';
import { PresetChoice } from '../../../verdict/preset-choice';
import { presetsQuery } from '../../../verdict/presets.queries';
import { PIPELINE_SCOPES, useCreateApiKey, usualDays } from '../../people/api-keys/api-keys.queries';
import { useMe } from '../../people/session/session.queries';
import { inputsQuery } from '../../verdict/policy/policy.queries';
import { verdictWait } from '../../verdict/scan/scan.queries';
import { reposQuery } from '../repository/repository.queries';
import { Arrivals } from './parts/arrivals';
import { useLetInAt } from './sign-ins';
import { isTrusted, type ScanPlace, SYSTEMS } from './systems';
import { firstScanQuery, isLastLook } from './welcome.queries';
import styles from './welcome-page.module.css';

/** Fetched once a CI system is chosen: the recipes of all are in it. */
const Recipe = lazy(() => import('./parts/recipe').then((part) => ({ default: part.Recipe })));

/** Fetched once the first scan has come. */
const ExcerptChoice = lazy(() =>
  import('../../../verdict/code/excerpt-choice').then((part) => ({ default: part.ExcerptChoice })),
);

/** A key with its secret. */
interface CreatedKey {
  readonly id: number;
  readonly key: string;
}

/** From nothing to the first verdict in four steps. */
export function WelcomePage() {
  useTitle('First scan');
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const secret = created?.key ?? null;
  const [place, setPlace] = useState<ScanPlace>('machine');
  const [repoId, setRepoId] = useState<number | null>(null);
  return (
    <>
      <PageHeader title="Your first verdict in four steps">
        Let your scans in, choose the rules for changes, and run a scan: the verdict then appears here.
      </PageHeader>
      <Step number={1} title="Let your scans in">
        <div>
          <Segments
            label="Scans are made"
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
      <Step number={2} title="Choose what a change must meet">
        <ChoosePolicy />
      </Step>
      <Step number={3} title="Scan">
        {place === 'machine' ? (
          <ScanHere secret={secret} />
        ) : (
          <Suspense fallback={null}>
            <Recipe system={place} repoId={repoId} onRepo={setRepoId} />
          </Suspense>
        )}
      </Step>
      <Step number={4} title="See the verdict">
        <FirstVerdict place={place} keyId={created?.id ?? null} repoId={place === 'machine' ? null : repoId} />
      </Step>
    </>
  );
}

function Step({
  number,
  title,
  children,
}: {
  readonly number: number;
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <Section title={`${number}. ${title}`}>
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

function MakeKey({
  secret,
  place,
  onCreated,
}: {
  readonly secret: string | null;
  readonly place: ScanPlace;
  readonly onCreated: (created: CreatedKey) => void;
}) {
  const { can, limits } = useMe();
  const days = usualDays(limits.max_key_days);
  const create = useCreateApiKey();
  if (secret !== null)
    return (
      <CopyField
        label="Key"
        value={secret}
        hint={`It is shown only once. ${place === 'machine' ? 'The command below has it.' : 'Store it as the secret QGATE_TOKEN of your pipeline.'}`}
      />
    );
  const body = { name: 'first pipeline', scopes: PIPELINE_SCOPES, may_write_baseline: true, expires_in_days: days };
  return (
    <>
      <p>It may push scans and read them, for {formatCount(days)} days.</p>
      {create.error !== null && (
        <Notice tone="failure" role="alert">
          {problemOf(create.error).detail}
        </Notice>
      )}
      <div>
        <Button
          kind="primary"
          lockedBecause={
            can.manage_keys ? null : 'Only administrators and owners of the organization can create API keys.'
          }
          disabled={create.isPending}
          onClick={() => create.mutate(body, { onSuccess: onCreated })}
        >
          Create key
        </Button>
      </div>
    </>
  );
}

function ChoosePolicy() {
  const { can } = useMe();
  const { data: presets } = useQuery(presetsQuery());
  const { data: inputs } = useQuery(inputsQuery({}));
  if (presets === undefined) return null;
  return (
    <PresetChoice
      presets={presets}
      switches={SWITCHES_AT_FIRST_SAVE}
      inputs={inputs}
      lockedBecause={
        can.edit_policy ? null : 'Only administrators and owners of the organization can choose its policy.'
      }
    />
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

interface FirstVerdictProps {
  readonly place: ScanPlace;
  /** The key that was created on this page. */
  readonly keyId: number | null;
  /** Null: of any repository. */
  readonly repoId: number | null;
}

function FirstVerdict({ place, keyId, repoId }: FirstVerdictProps) {
  const [sinceMs, setSinceMs] = useState(() => Date.now());
  const from = useLetInAt(place, keyId);
  const query = firstScanQuery(sinceMs, { repoId, from: from ?? null });
  const { data: scan, error, dataUpdatedAt } = useQuery({ ...query, enabled: from !== undefined });
  if (error !== null) return <Notice tone="failure">{problemOf(error).detail}</Notice>;
  const arrivals = <Arrivals place={place} keyId={keyId} sinceMs={sinceMs} scan={scan} />;
  if (scan == null || scan.status === 'pending')
    return (
      <>
        <Live wait={scan == null ? null : verdictWait(scan.id, query.queryKey)} />
        {arrivals}
        {scan != null && <p>The scan has begun; its verdict appears when it ends.</p>}
        <p role="status">{isLastLook(dataUpdatedAt, sinceMs) && 'This page stopped looking after ten minutes.'}</p>
        <div>
          <Button onClick={() => setSinceMs(Date.now())}>Look again</Button>
        </div>
      </>
    );
  return (
    <>
      {arrivals}
      <div role="status" className={styles.verdict}>
        <VerdictChip verdict={verdictOf(scan.gate_status)} size="large" />
        <Link to="/scans/$scanId" params={{ scanId: scan.id }} className={buttonClass('primary')}>
          See why
        </Link>
      </div>
      <AskForExcerpts repoId={scan.repo_id} />
    </>
  );
}

/** Asks which source text the service may store of the repository that was scanned. */
function AskForExcerpts({ repoId }: { readonly repoId: number }) {
  const { can } = useMe();
  const { data: repos } = useQuery(reposQuery());
  const repo = repos?.find(({ id }) => id === repoId);
  if (repo === undefined) return null;
  return (
    <Suspense fallback={null}>
      <ExcerptChoice
        repo={repo}
        lockedBecause={
          can.edit_repo ? null : 'Only administrators and owners of the organization may change repositories.'
        }
      />
    </Suspense>
  );
}
