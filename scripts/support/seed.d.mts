export function chooseSeed(wanted: string | undefined): number;
export function seedOf(commit: string): number;
