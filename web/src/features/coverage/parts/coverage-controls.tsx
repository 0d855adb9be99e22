import { getRouteApi } from '@tanstack/react-router';
import { formatCount } from '../../../ui/format';
import { Segments } from '../../../ui/segments';
import { type ScanSummary } from '../../scan/scan.queries';
import { type Checkout, checkoutOf } from '../checkout';
import styles from './coverage-controls.module.css';

const route = getRouteApi('/shell/scans/$scanId/coverage');

interface CoverageControlsProps {
  readonly page: ScanSummary;
  readonly checkout: Checkout | null;
  readonly onCheckout: (checkout: Checkout) => void;
}

/** Files to show, the scan to compare with, and the reader's own checkout. */
export function CoverageControls({ page, checkout, onCheckout }: CoverageControlsProps) {
  const { only, compare } = route.useSearch();
  const navigate = route.useNavigate();
  const base = page.verdict.base?.scan_id ?? page.previous?.scan_id ?? null;
  const isOfChange = page.coverage?.changed != null;
  return (
    <div className={styles.controls}>
      <Segments
        label="Files shown"
        value={only ?? 'all'}
        segments={[
          { value: 'all' as const, label: 'All files' },
          ...(isOfChange ? [{ value: 'added' as const, label: 'Only added lines' }] : []),
          { value: 'missed' as const, label: 'Only missed lines' },
        ]}
        onChange={(next) =>
          void navigate({ search: (now) => ({ ...now, only: next === 'all' ? undefined : next }), resetScroll: false })
        }
      />
      {base !== null && (
        <label className={styles.compare}>
          <input
            type="checkbox"
            checked={compare !== undefined}
            onChange={({ target }) =>
              void navigate({
                search: (now) => ({ ...now, compare: target.checked ? base : undefined }),
                resetScroll: false,
              })
            }
          />
          Compare with scan {base}
        </label>
      )}
      <label className={styles.checkout}>
        <span>Your checkout</span>
        <input
          type="file"
          ref={(input) => input?.setAttribute('webkitdirectory', '')}
          onChange={({ target }) => onCheckout(checkoutOf([...(target.files ?? [])]))}
        />
        {checkout && <span role="status">{formatCount(checkout.size)} files, read here alone</span>}
      </label>
    </div>
  );
}
