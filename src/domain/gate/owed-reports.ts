/**
 * The announced reports that have not come, in the order of the announcement. Names are compared without regard to case.
 *
 * @param arrived tools, kinds and upload keys of the reports that came
 */
export function owedReports(announced: readonly string[], arrived: Iterable<string>): string[] {
  const known = new Set(Array.from(arrived, (name) => name.toLowerCase()));
  return announced.filter((name) => !known.has(name.toLowerCase()));
}

/** Names the missing part of a number of announced reports, such as `1 of 3 reports`; empty where all came or none were announced. */
export const owedByNumber = (announced: number | null, arrived: number): string[] =>
  announced === null || arrived >= announced ? [] : [`${announced - arrived} of ${announced} reports`];
