import { formatAgo, formatDateTime, formatDay } from './format';

/** The end of something: its day and how far away it is; `never` without one. */
export const Ends = ({ at }: { readonly at: string | null }) =>
  at === null ? (
    'never'
  ) : (
    <time dateTime={at} title={formatDateTime(at)}>
      {formatDay(at)}, {formatAgo(at)}
    </time>
  );
