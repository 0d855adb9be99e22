import { Ago } from '../../../../ui/ago';
import { formatCount } from '../../../../ui/format';
import { Notice } from '../../../../ui/notice';
import { type ScanSummary } from '../scan.queries';

/** A scan that is not completed: what has come, what is awaited, and until when. */
export function PendingScan({ page: { scan } }: { readonly page: ScanSummary }) {
  return (
    <Notice tone="info" role="status">
      {scan.expected_uploads === null
        ? `${formatCount(scan.uploads_received)} reports received so far.`
        : `${formatCount(scan.uploads_received)} of ${formatCount(scan.expected_uploads)} reports received.`}{' '}
      It must be completed <Ago at={scan.deadline_at} />. The verdict appears here automatically.
    </Notice>
  );
}
