import { type CoverageReport } from '../../src/domain/coverage/coverage-report.js';

/** Files of a report in short: `1:4 3:0 3:1/2` says line 1 with 4 hits, line 3 with none, and one of its two branches taken. */
export const coverageSummary = ({ files }: CoverageReport): Record<string, string> =>
  Object.fromEntries(
    files.map((file) => {
      const lines = Array.from(file.lines, (line, i) => `${line}:${file.hits[i]}`);
      const branches = Array.from(
        file.branchLines,
        (line, i) => `${line}:${file.branchesCovered[i]}/${file.branchesTotal[i]}`,
      );
      return [file.path, [...lines, ...branches].join(' ')];
    }),
  );
