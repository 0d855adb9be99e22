import { useEffect } from 'react';
import { areSingleKeysOff } from './single-keys';

const LIST_SEARCH = 'main input[type="search"]';
const TYPING = 'input, textarea, select, [contenteditable="true"]';

/** Opens the search of everything by Ctrl-K, and by `/` where the page has no list to search; there `/` leads to its field. */
export function useSearchKeys(open: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey, target } = event;
      if (event.defaultPrevented || altKey || document.querySelector('dialog[open]')) return;
      const isCommand = ctrlKey || metaKey;
      if (isCommand && key.toLowerCase() === 'k') open();
      else if (!isCommand && key === '/' && !areSingleKeysOff() && !(target as Element).closest(TYPING)) {
        const field = document.querySelector<HTMLElement>(LIST_SEARCH);
        if (field) field.focus();
        else open();
      } else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [open]);
}
