import { failureWords } from '../../../../api/problem';
import { Ago } from '../../../../ui/ago';
import { Button } from '../../../../ui/button';
import { countOf } from '../../../../ui/format';
import { Notice } from '../../../../ui/notice';
import { type Baseline } from '../baseline.queries';
import { useUndoRebuild } from '../changes.queries';

interface ClearedProps {
  readonly repoId: number;
  readonly branch: string;
  readonly cleared: NonNullable<Baseline['cleared']>;
  readonly lockedBecause: string | null;
}

/** Size of the baseline that the last rebuild cleared, with its undo while that is possible. */
export function Cleared({ repoId, branch, cleared, lockedBecause }: ClearedProps) {
  const undo = useUndoRebuild(repoId);
  const failure = failureWords(undo.error);
  return (
    <>
      <Notice
        tone="warning"
        role="status"
        action={
          <Button lockedBecause={lockedBecause} disabled={undo.isPending} onClick={() => undo.mutate()}>
            Undo
          </Button>
        }
      >
        {cleared.by === null ? 'Somebody' : cleared.by.name} cleared {countOf(cleared.problems, 'problem')}{' '}
        <Ago at={cleared.at} />. That can be undone until the next scan of {branch}.
      </Notice>
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
        </Notice>
      )}
    </>
  );
}
