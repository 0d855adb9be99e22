export function chooseSeed(wanted: string | undefined, programme?: string): number;
export function seedOf(commit: string): number;
