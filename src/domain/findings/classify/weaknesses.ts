/** A weakness in a tag: `external/cwe/cwe-079`, `external/cwe/79`, `CWE-79: Improper ...`, `cwe-79`. */
const WEAKNESS = /(?:^|[/:\s])cwe[-_:/]?0{0,4}([1-9]\d{0,4})(?!\d)/;

/** Numbers of weaknesses (CWE) that are kept of a finding. */
const MAX_WEAKNESSES = 20;

/** The numbers of the weaknesses that tags (in lower case) name, ascending; undefined for none. */
export function weaknessesIn(tags: readonly string[]): readonly number[] | undefined {
  let found: Set<number> | undefined;
  for (const tag of tags) {
    const number = tag.includes('cwe') ? WEAKNESS.exec(tag)?.[1] : undefined;
    if (number !== undefined) (found ??= new Set()).add(Number(number));
  }
  return found && [...found].sort((a, b) => a - b).slice(0, MAX_WEAKNESSES);
}

/** The tag by which SARIF reports name a weakness. */
export const tagOfWeakness = (number: number): string => `external/cwe/cwe-${number}`;
