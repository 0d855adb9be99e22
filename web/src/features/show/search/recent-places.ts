import { type Place } from './places';

/** Places that are kept, the last one first. */
const MOST = 8;

/** The places to which a search led this person in this organization, as far as the browser keeps them. */
export function readRecent(key: string): readonly Place[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isPlace).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function keepRecent(key: string, place: Place): void {
  const others = readRecent(key).filter(({ path }) => path !== place.path);
  try {
    localStorage.setItem(key, JSON.stringify([place, ...others].slice(0, MOST)));
  } catch {
    // A browser that keeps nothing has no recent ones.
  }
}

const isPlace = (value: unknown): value is Place => {
  const { title, detail, path } = (value ?? {}) as Partial<Record<keyof Place, unknown>>;
  return typeof title === 'string' && typeof detail === 'string' && typeof path === 'string' && /^\/(?!\/)/.test(path);
};
