export const ALWAYS: readonly string[];
export function isCode(file: string): boolean;
export function reachesEverything(changed: readonly string[]): boolean;
export function reachedFrom(changed: readonly string[], texts: ReadonlyMap<string, string>): string[];
export function reachesDashboard(changed: readonly string[]): boolean;
