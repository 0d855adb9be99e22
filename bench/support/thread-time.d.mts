export function threadTimeMs(): number;
export function programsTimeMs(): number;
