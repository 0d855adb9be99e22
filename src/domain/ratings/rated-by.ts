import { isDuplicationTool } from '../findings/duplication-tools.js';

/** Names of the tools whose reports each rating rests on, in the order of their names. */
export interface RatedBy {
  /** Every tool but those that find duplicates alone. */
  readonly reliability: readonly string[];
  readonly maintainability: readonly string[];
  /** Coverage reports name their format, not the tool. */
  readonly coverage: readonly string[];
  readonly duplication: readonly string[];
}

/**
 * Names the tools that the ratings of a scan rest on.
 *
 * @param tools those whose reports describe the code, be it without findings
 * @param coverageFormats those of the reports that brought coverage
 */
export function ratedBy(tools: readonly string[], coverageFormats: readonly string[]): RatedBy {
  const sorted = tools.toSorted();
  return {
    reliability: sorted.filter((tool) => !isDuplicationTool(tool)),
    maintainability: sorted,
    coverage: coverageFormats.toSorted(),
    duplication: sorted.filter(isDuplicationTool),
  };
}
