import { getRouteApi } from '@tanstack/react-router';
import { formatCount } from '../../../../ui/format';
import { SearchField } from '../../../../ui/search-field';
import { Segments } from '../../../../ui/segments';
import { SortSelect } from '../../../../ui/sort-select';
import { useMe } from '../../../people/session/session.queries';
import { type ScanSummary } from '../../scan/scan.queries';
import { type Checkout, checkoutOf } from '../checkout';
import { type TreeSort } from '../coverage.queries';
import { type CoverageSearch } from '../coverage-search';
import styles from './coverage-controls.module.css';

const route = getRouteApi('/shell/scans/$scanId/coverage');

const SORT_WORDS: Readonly<Record<Exclude<TreeSort, 'change'>, string>> = {
  name: 'By name',
  missed: 'Most missed lines',
  coverage: 'Least coverage',
};

interface CoverageControlsProps {
  readonly page: ScanSummary;
  readonly checkout: Checkout | null;
  readonly onCheckout: (checkout: Checkout) => void;
}

/** Files to show, the scan to compare with, and the reader's own checkout. */
export function CoverageControls({ page, checkout, onCheckout }: CoverageControlsProps) {
  const { only, owner, compare, q, flat, sort } = route.useSearch();
  const isOwner = useMe().owner_names.length > 0;
  const navigate = route.useNavigate();
  const base = page.verdict.base?.scan_id ?? null;
  const other = compare ?? base ?? page.previous?.scan_id ?? null;
  const go = (change: CoverageSearch, isTyping = false) =>
    void navigate({ search: (now) => ({ ...now, ...change }), replace: isTyping, resetScroll: false });
  const isOfChange = page.coverage?.changed != null;
  return (
    <div className={styles.controls}>
      <SearchField
        label="Search files"
        value={q ?? ''}
        onChange={(text) => go({ q: text === '' ? undefined : text }, true)}
      />
      <SortSelect<TreeSort>
        value={sort ?? 'name'}
        options={{
          ...SORT_WORDS,
          ...(isOfChange && { name: 'Changed files first' }),
          ...(compare !== undefined && { change: 'Most lost' }),
        }}
        onChange={(chosen) => go({ sort: chosen === 'name' ? undefined : chosen })}
      />
      <label className={styles.compare}>
        <input
          type="checkbox"
          checked={flat === true || q !== undefined}
          disabled={q !== undefined}
          onChange={({ target }) => go({ flat: target.checked ? true : undefined })}
        />
        Flat list
      </label>
      <Segments
        label="Files shown"
        value={only ?? 'all'}
        segments={[
          { value: 'all' as const, label: 'All files' },
          ...(isOfChange ? [{ value: 'added' as const, label: 'Only added lines' }] : []),
          { value: 'missed' as const, label: 'Only missed lines' },
          ...(other === null
            ? []
            : [{ value: 'worse' as const, label: `Only worse than ${other === base ? 'base' : `scan ${other}`}` }]),
        ]}
        onChange={(next) =>
          go({ only: next === 'all' ? undefined : next, ...(next === 'worse' && { compare: other! }) })
        }
      />
      {(isOwner || owner !== undefined) && (
        <label className={styles.compare}>
          <input
            type="checkbox"
            checked={owner !== undefined}
            onChange={({ target }) => go({ owner: target.checked ? 'mine' : undefined })}
          />
          {owner === undefined || owner === 'mine' ? 'Only my files' : `Only files of ${owner}`}
        </label>
      )}
      {other !== null && (
        <label className={styles.compare}>
          <input
            type="checkbox"
            checked={compare !== undefined}
            onChange={({ target }) =>
              go(
                target.checked
                  ? { compare: other }
                  : {
                      compare: undefined,
                      ...(only === 'worse' && { only: undefined }),
                      ...(sort === 'change' && { sort: undefined }),
                    },
              )
            }
          />
          Compare with scan {other}
        </label>
      )}
      <label className={styles.checkout}>
        <span>Your checkout</span>
        <input
          type="file"
          ref={(input) => input?.setAttribute('webkitdirectory', '')}
          onChange={({ target }) => onCheckout(checkoutOf([...(target.files ?? [])]))}
        />
        {checkout && <span role="status">{formatCount(checkout.size)} files, read only in this browser</span>}
      </label>
    </div>
  );
}
