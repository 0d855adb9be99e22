import type { components } from '../api/schema.gen';
import { Ago } from '../ui/ago';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';

interface JudgeAgainProps {
  /** True for those who may judge again. */
  readonly isOpen: boolean;
  readonly isPending: boolean;
  readonly onJudge: () => void;
}

/** A button that has a scan judged again, locked for those who may not. */
export function JudgeAgainButton({ isOpen, isPending, onJudge }: JudgeAgainProps) {
  return (
    <Button
      lockedBecause={isOpen ? null : 'Only administrators of the organization may judge a scan again.'}
      disabled={isPending}
      onClick={onJudge}
    >
      Judge again
    </Button>
  );
}

type StaleReason = components['schemas']['GateStatus']['stale_reason'];

const WORDS: Readonly<Record<NonNullable<StaleReason>, string>> = {
  terms_changed:
    'Policy, waivers or marks were edited since this was judged. Numbers of the verdict are those of then.',
  retargeted: 'The target branch was changed. The scan is judged again automatically.',
  stack_changed: 'A pull request below this one has changed. The scan is judged again automatically.',
};

/** A verdict that is older than what it rests on, with the way to a new one in the same place. */
export function StaleNotice({
  reason,
  failure,
  ...props
}: JudgeAgainProps & { readonly reason?: StaleReason; readonly failure: string | null }) {
  return (
    <>
      <Notice tone="warning" role="status" action={<JudgeAgainButton {...props} />}>
        {WORDS[reason ?? 'terms_changed']}
      </Notice>
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
        </Notice>
      )}
    </>
  );
}

/** Says that retention deleted the details of a scan, since when, and what stays. */
export function ExpiredNotice({ at }: { readonly at: string }) {
  return (
    <Notice role="status">
      The findings and the line coverage of this scan were deleted <Ago at={at} />. Its verdict and its figures stay.
    </Notice>
  );
}
