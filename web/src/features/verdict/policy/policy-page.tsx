import { keepPreviousData, useQuery, useSuspenseInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { problemOf } from '../../../api/problem';
import { Notice } from '../../../ui/notice';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Section } from '../../../ui/panel';
import { PresetChoice } from '../../../verdict/preset-choice';
import { presetsQuery } from '../../../verdict/presets.queries';
import { useMe } from '../../people/session/session.queries';
import { useSavePolicy } from './changes.queries';
import { WHO } from './messages';
import { Conflict } from './parts/conflict';
import { Effect } from './parts/effect';
import { LeaveQuestion } from './parts/leave-question';
import { PolicyForm } from './parts/policy-form';
import { RevisionTable } from './parts/revision-table';
import { SaveQuestion } from './parts/save-question';
import { Standing } from './parts/standing';
import { inputsQuery, type Revision, revisionsQuery } from './policy.queries';
import { type Faults, inForce, type PolicyDraft, readDraft, rebased, toSave, toSimulated } from './policy-draft';
import styles from './policy-page.module.css';
import { useDraft } from './use-draft';
import { type Question, useQuestion } from './use-question';

const route = getRouteApi('/shell/policy');

export function PolicyPage() {
  useTitle('Policy');
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(revisionsQuery());
  const revisions = data.pages.flatMap((page) => page.revisions);
  return (
    <>
      <PageHeader title="Policy" help="policy#rules">
        <Standing newest={revisions[0]} />
      </PageHeader>
      {/* The start for an organization that has no policy yet. */}
      {revisions.length === 0 && <PresetSection revisions={revisions} />}
      <Editor revisions={revisions} />
      {revisions.length > 0 && <PresetSection revisions={revisions} />}
      <RevisionTable
        revisions={revisions}
        isFetching={isFetchingNextPage}
        onOlder={hasNextPage ? () => void fetchNextPage() : null}
      />
    </>
  );
}

/** Presets, tried on the scans that the effect is shown for. */
function PresetSection({ revisions }: { readonly revisions: readonly Revision[] }) {
  const { can } = useMe();
  const { data: presets } = useQuery(presetsQuery());
  const { data: inputs } = useQuery({ ...inputsQuery(route.useSearch()), placeholderData: keepPreviousData });
  if (presets === undefined) return null;
  return (
    <Section
      title="Presets"
      aside={
        presets.chosen === 'own' ? 'none is in force: the rules are your own' : 'rules to begin with, or to return to'
      }
    >
      <PresetChoice
        presets={presets}
        switches={toSimulated(inForce(revisions))}
        inputs={inputs}
        lockedBecause={can.edit_policy ? null : WHO}
      />
    </Section>
  );
}

/** The policy as it is typed, beside its effect on the scans of today. */
function Editor({ revisions }: { readonly revisions: readonly Revision[] }) {
  const { can, org, user } = useMe();
  const save = useSavePolicy();
  const current = inForce(revisions);
  const { draft, isEdited, isUnsaved, setDraft } = useDraft(`${user.id}.${org.id}`, current);
  const questionOf = useQuestion();
  const [asked, setAsked] = useState<Question | null>(null);
  const content = readDraft(draft);
  const isBehind = draft.base.policy_version !== current.policy_version && !save.isPending;
  const problem = save.error === null || isBehind ? null : problemOf(save.error);
  const settle = (next: PolicyDraft | null) => {
    save.reset();
    setDraft(next);
  };
  const saveDraft = () => {
    setAsked(null);
    save.mutate(toSave(draft, content), { onSuccess: () => setDraft(null) });
  };
  const askOrSave = () => {
    const found = questionOf(current, content);
    if (found === null) saveDraft();
    else setAsked(found);
  };
  const lockedBecause = can.edit_policy ? null : WHO;
  return (
    <>
      {lockedBecause !== null && <Notice>{lockedBecause} Anyone can try a policy on the current scans.</Notice>}
      {isBehind && (
        <Conflict
          theirs={current}
          mine={content}
          savedBy={revisions[0]?.saved_by_name ?? revisions[0]?.saved_by}
          onTakeTheirs={() => settle(null)}
          onKeepMine={() => settle(rebased(draft, current))}
        />
      )}
      <div className={styles.editor}>
        <PolicyForm
          draft={draft}
          faults={content.faults}
          isInForce={revisions.length > 0 && !isEdited}
          problem={problem}
          lockedBecause={lockedBecause}
          isSaving={save.isPending}
          savedVersion={isEdited ? undefined : save.data?.policy_version}
          unsaveableBecause={unsaveableBecause(isBehind, content.faults)}
          onChange={setDraft}
          onSave={askOrSave}
        />
        <Effect content={content} />
      </div>
      {asked !== null && <SaveQuestion question={asked} onConfirm={saveDraft} onClose={() => setAsked(null)} />}
      {isUnsaved && <LeaveQuestion onDrop={() => setDraft(null)} />}
    </>
  );
}

function unsaveableBecause(isBehind: boolean, faults: Faults): string | null {
  if (isBehind) return 'First choose between their policy and yours.';
  return Object.keys(faults).length === 0 ? null : 'Correct the marked fields first.';
}
