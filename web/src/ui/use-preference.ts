import { useState } from 'react';

/** A switch that the browser keeps for this person; off until it is turned on. */
export function usePreference(name: string): readonly [boolean, (isOn: boolean) => void] {
  const [isOn, setOn] = useState(() => hasPreference(name));
  return [
    isOn,
    (chosen) => {
      keep(name, chosen);
      setOn(chosen);
    },
  ];
}

const keyOf = (name: string) => `preference.${name}`;

/** Switches of a browser that keeps nothing, for as long as the page is open. */
const unkept = new Map<string, boolean>();

/** The switch as it is now; see `usePreference`. */
export function hasPreference(name: string): boolean {
  try {
    return localStorage.getItem(keyOf(name)) === 'on';
  } catch {
    return unkept.get(name) === true;
  }
}

function keep(name: string, isOn: boolean): void {
  try {
    localStorage.setItem(keyOf(name), isOn ? 'on' : '');
  } catch {
    unkept.set(name, isOn);
  }
}
