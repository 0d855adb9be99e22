/** Things that keys of the explorer do. */
export type Command =
  | { readonly kind: 'move'; readonly by: number }
  | {
      readonly kind:
        | 'first'
        | 'last'
        | 'open'
        | 'toggle'
        | 'mark'
        | 'accept'
        | 'search'
        | 'help'
        | 'selectAll'
        | 'clear';
    };

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Place of the focus: in the list, in a control that takes text or is modal, or anywhere else. */
export type Place = 'list' | 'typing' | 'page';

/** Rows that a page key moves by. */
const PAGE = 10;

/** Command of a key; null for keys that are the browser's, and for single characters where they are off. */
export function commandOf(
  { key, ctrlKey, metaKey, altKey }: Pressed,
  place: Place,
  areSingleKeysOff: boolean,
): Command | null {
  if (place === 'typing' || altKey) return null;
  if (ctrlKey || metaKey) return place === 'list' && key.toLowerCase() === 'a' ? { kind: 'selectAll' } : null;
  if (areSingleKeysOff && key.length === 1 && key !== ' ') return null;
  const command = ANYWHERE[key] ?? (place === 'list' ? IN_LIST[key] : undefined);
  return command ?? null;
}

const ANYWHERE: Readonly<Record<string, Command>> = {
  j: { kind: 'move', by: 1 },
  k: { kind: 'move', by: -1 },
  x: { kind: 'toggle' },
  f: { kind: 'mark' },
  a: { kind: 'accept' },
  '/': { kind: 'search' },
  '?': { kind: 'help' },
  Escape: { kind: 'clear' },
};

const IN_LIST: Readonly<Record<string, Command>> = {
  ArrowDown: { kind: 'move', by: 1 },
  ArrowUp: { kind: 'move', by: -1 },
  PageDown: { kind: 'move', by: PAGE },
  PageUp: { kind: 'move', by: -PAGE },
  Home: { kind: 'first' },
  End: { kind: 'last' },
  Enter: { kind: 'open' },
  ' ': { kind: 'toggle' },
};

/** Keys and their words, for the help. */
export const KEYS = [
  ['j k', 'move'],
  ['x', 'select'],
  ['Ctrl A', 'select all'],
  ['f', 'false positive'],
  ['a', 'accept'],
  ['Enter', 'details'],
  ['Esc', 'close, clear'],
  ['/', 'search'],
  ['?', 'keys'],
] as const;
