import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { failureWords } from '../api/problem';
import { Button, buttonClass } from '../ui/button';
import { Notice } from '../ui/notice';
import { useChoosePreset } from './presets.queries';

/**
 * Question which policy the organization wants, beside a failed verdict, until an administrator answers it.
 *
 * @param shownBy key of the page's read, which says that it is open
 */
export function AskForPolicy({ shownBy }: { readonly shownBy: QueryKey }) {
  const client = useQueryClient();
  const choose = useChoosePreset();
  const keep = () =>
    choose.mutate('specified', { onSuccess: () => void client.invalidateQueries({ queryKey: shownBy }) });
  return (
    <Notice
      tone="info"
      action={
        <>
          <Link to="/policy" className={buttonClass('primary')}>
            Compare the policies
          </Link>
          <Button disabled={choose.isPending} onClick={keep}>
            Keep this one
          </Button>
        </>
      }
    >
      Your organization has not chosen a policy yet: changes are judged by the defaults, whose rules on the rating and
      on duplication also judge old code. Clean changes judges only what a change adds.
      {choose.error !== null && ` ${failureWords(choose.error)}`}
    </Notice>
  );
}
