const VERB = /^\s*([a-z]+)/i;
const RELATION = /\b(?:from|into|update|join|copy)\s+(?:only\s+)?((?:"?[a-z_]\w*"?\.)?"?[a-z_]\w*"?)/i;
const FUNCTION = /^\s*select\s+((?:[a-z_]\w*\.)?[a-z_]\w*)\s*\(/i;

/** Verb and first table or function of a statement, such as `SELECT scans`: neither values nor columns. */
export function nameStatement(text: string): string {
  const verb = VERB.exec(text)?.[1]?.toUpperCase() ?? 'statement';
  const [, target] = FUNCTION.exec(text) ?? RELATION.exec(text) ?? [];
  return target === undefined ? verb : `${verb} ${target.replaceAll('"', '').replace(/^public\./, '')}`;
}
