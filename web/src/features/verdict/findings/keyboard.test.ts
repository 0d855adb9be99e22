import { describe, expect, it } from 'vitest';
import { commandOf, type Place } from './keyboard';

const press = (key: string, place: Place, held: { ctrlKey?: boolean; metaKey?: boolean; altKey?: boolean } = {}) =>
  commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...held }, place, false);

describe('the keys of the explorer', () => {
  it('move, select and mark from anywhere on the page', () => {
    expect(press('j', 'page')).toEqual({ kind: 'move', by: 1 });
    expect(press('k', 'list')).toEqual({ kind: 'move', by: -1 });
    expect(press('x', 'page')).toEqual({ kind: 'toggle' });
    expect(press('f', 'page')).toEqual({ kind: 'mark' });
    expect(press('a', 'page')).toEqual({ kind: 'accept' });
  });

  it('leave the arrows and Enter to the page outside the list', () => {
    expect(press('ArrowDown', 'list')).toEqual({ kind: 'move', by: 1 });
    expect(press('ArrowDown', 'page')).toBeNull();
    expect(press('Enter', 'page')).toBeNull();
    expect(press('Enter', 'list')).toEqual({ kind: 'open' });
  });

  it('are those of the list alone where single characters are off', () => {
    const pressed = (key: string, held = {}) =>
      commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...held }, 'list', true);
    for (const key of ['j', 'k', 'x', 'f', 'a', '/', '?']) expect(pressed(key)).toBeNull();
    expect(pressed(' ')).toEqual({ kind: 'toggle' });
    expect(pressed('Escape')).toEqual({ kind: 'clear' });
    expect(pressed('ArrowDown')).toEqual({ kind: 'move', by: 1 });
    expect(pressed('a', { ctrlKey: true })).toEqual({ kind: 'selectAll' });
  });

  it('are letters in a text field', () => {
    for (const key of ['j', 'x', 'f', '/', '?', 'Enter']) expect(press(key, 'typing')).toBeNull();
  });

  it('select all in the list alone, and leave the browser its own', () => {
    expect(press('a', 'list', { ctrlKey: true })).toEqual({ kind: 'selectAll' });
    expect(press('a', 'page', { ctrlKey: true })).toBeNull();
    expect(press('f', 'list', { ctrlKey: true })).toBeNull();
    expect(press('j', 'page', { altKey: true })).toBeNull();
  });
});
