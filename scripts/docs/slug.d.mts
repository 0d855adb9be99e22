export function slugOf(text: string): string;
