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
      lockedBecause={isOpen ? null : 'Administrators of the organization may judge a scan again.'}
      disabled={isPending}
      onClick={onJudge}
    >
      Judge again
    </Button>
  );
}

/** A verdict that is older than what it rests on, with the way to a new one in the same place. */
export function StaleNotice(props: JudgeAgainProps & { readonly failure: string | null }) {
  return (
    <>
      <Notice tone="warning" role="status" action={<JudgeAgainButton {...props} />}>
        Policy, waivers or marks have changed since this was judged.
      </Notice>
      {props.failure !== null && (
        <Notice tone="failure" role="alert">
          {props.failure}
        </Notice>
      )}
    </>
  );
}
