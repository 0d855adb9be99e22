import { useState } from 'react';

/** A switch that the browser keeps for this person; off until it is turned on, or where nothing can be kept. */
export function usePreference(name: string): readonly [boolean, (isOn: boolean) => void] {
  const key = `preference.${name}`;
  const [isOn, setOn] = useState(() => read(key));
  return [
    isOn,
    (chosen) => {
      keep(key, chosen);
      setOn(chosen);
    },
  ];
}

function read(key: string): boolean {
  try {
    return localStorage.getItem(key) === 'on';
  } catch {
    return false;
  }
}

function keep(key: string, isOn: boolean): void {
  try {
    if (isOn) localStorage.setItem(key, 'on');
    else localStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing has the switch for as long as the page is open.
  }
}
