import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { failureWords } from '../api/problem';
import { Button, buttonClass } from '../ui/button';
import { Notice } from '../ui/notice';
import { presetsQuery, useChoosePreset } from './presets.queries';

/** Question which policy the organization wants, beside a failed verdict, until an administrator answers it. */
export function AskForPolicy() {
  const { data } = useQuery(presetsQuery());
  const choose = useChoosePreset();
  if (data?.chosen !== null) return null;
  const recommended = data.presets.find((preset) => preset.recommended);
  return (
    <Notice
      tone="info"
      action={
        <>
          <Link to="/policy" className={buttonClass('primary')}>
            Compare the policies
          </Link>
          <Button disabled={choose.isPending} onClick={() => choose.mutate('specified')}>
            Keep this one
          </Button>
        </>
      }
    >
      Your organization has not chosen a policy yet: changes are judged by the defaults, which look at old code as well.
      {recommended !== undefined && ` ${recommended.title} judges only what a change adds.`}
      {choose.error !== null && ` ${failureWords(choose.error)}`}
    </Notice>
  );
}
