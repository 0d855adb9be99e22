import { useEffect, useEffectEvent } from 'react';
import { areSingleKeysOff } from '../../../shell/single-keys';
import { type Command, commandOf, type Place } from './keyboard';

/** Runs what keys mean in the explorer; text fields, menus and dialogs keep theirs, but Escape leaves the search. */
export function useCommands(listId: string, run: (command: Command) => void, focusList: () => void): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const place = placeOf(event.target as Element, listId);
    if (event.key === 'Escape' && isSearch(event.target as Element)) focusList();
    const command = commandOf(event, place, areSingleKeysOff());
    if (!command) return;
    event.preventDefault();
    if (command.kind === 'search') document.querySelector<HTMLElement>(SEARCH)?.focus();
    else run(command);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

const SEARCH = 'main input[type="search"]';

const isSearch = (target: Element): boolean => target.matches(SEARCH);

function placeOf(target: Element, listId: string): Place {
  if (document.querySelector('dialog[open]') || target.closest('input, textarea, select')) return 'typing';
  return target.id === listId ? 'list' : 'page';
}
