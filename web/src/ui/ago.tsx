import { formatAgo, formatDateTime } from './format';

/** A time as its distance from now, with the exact one on hover and for print. */
export function Ago({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={formatDateTime(at)}>
      {formatAgo(at)}
    </time>
  );
}
