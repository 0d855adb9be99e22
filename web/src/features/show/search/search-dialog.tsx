import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { type KeyboardEvent, useDeferredValue, useId, useState } from 'react';
import { failureWords } from '../../../api/problem';
import { Dialog } from '../../../ui/dialog';
import { countOf } from '../../../ui/format';
import { useMe } from '../../people/session/session.queries';
import { type Place, PLACES, placesFor } from './places';
import { keepRecent, readRecent } from './recent-places';
import { searchQuery, SHORTEST } from './search.queries';
import styles from './search-dialog.module.css';

interface SearchDialogProps {
  /** Typed text, including letters typed before the dialog loaded. */
  readonly text: string;
  readonly onType: (text: string) => void;
  readonly onClose: () => void;
}

/** One box for repositories, pull requests, files, rules, pages and actions; the ones chosen last come first. */
export function SearchDialog({ text, onType, onClose }: SearchDialogProps) {
  const router = useRouter();
  const { user, org } = useMe();
  const key = `recent.${org.id}.${user.id}`;
  const [recent] = useState(() => readRecent(key));
  const [active, setActive] = useState(0);
  const wanted = useDeferredValue(text.trim());
  const query = useQuery(searchQuery(wanted));
  const isSearching = query.isFetching || wanted !== text.trim();
  const places = withoutTwins([...placesFor(text, recent), ...(query.data ?? []), ...placesFor(text, PLACES)]);
  const listId = useId();
  const open = (place: Place | undefined) => {
    if (!place) return;
    keepRecent(key, { title: place.title, detail: place.detail, path: place.path });
    onClose();
    router.history.push(place.path);
  };
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(places.length - 1, active + step));
    setActive(next);
    document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  const failure = failureWords(query.error);
  return (
    <Dialog
      title="Search everywhere"
      closeWord="Close"
      onClose={onClose}
      onSubmit={() => open(places[active])}
      actions={null}
    >
      <input
        type="search"
        role="combobox"
        aria-label="Search everywhere"
        aria-expanded={places.length > 0}
        aria-controls={listId}
        aria-activedescendant={places.length > 0 ? `${listId}-${active}` : undefined}
        placeholder="Repository, pull request, file, rule, page"
        autoComplete="off"
        value={text}
        className={styles.input}
        onKeyDown={press}
        onChange={({ target }) => {
          onType(target.value);
          setActive(0);
        }}
      />
      <ul role="listbox" id={listId} aria-label="Results" className={styles.results}>
        {places.map((place, at) => (
          <li
            key={place.path}
            role="option"
            id={`${listId}-${at}`}
            aria-selected={at === active}
            className={styles.result}
            onClick={() => open(place)}
          >
            <span className={styles.title}>{place.title}</span>
            <span className={styles.detail}>{place.detail}</span>
          </li>
        ))}
      </ul>
      <p role="status" className={places.length > 0 && failure === null ? 'visually-hidden' : undefined}>
        {failure ?? (isSearching ? '' : places.length > 0 ? countOf(places.length, 'result') : noneWords(text))}
      </p>
    </Dialog>
  );
}

const noneWords = (text: string): string =>
  text.trim().length < SHORTEST ? 'Type another letter to search.' : `Nothing begins with “${text}”.`;

/** Each address once, at its first place. */
const withoutTwins = (places: readonly Place[]): readonly Place[] =>
  [...new Map(places.toReversed().map((place) => [place.path, place])).values()].toReversed();
