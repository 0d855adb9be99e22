export function parseAllowedSkips(text: string): (name: string) => boolean;
