import { isTestOrExample } from '../../paths/test-paths.js';
import { type Finding } from '../finding.js';

/** The finding with the type and severity that it has at its place, a path in the repository: some are others in tests and examples. */
export function gradeByPlace(finding: Finding): Finding {
  const { inTests, filePath, type, severity } = finding;
  if (inTests === undefined) return finding;
  return filePath !== null && isTestOrExample(filePath)
    ? { ...finding, ...inTests, elsewhere: { type, severity } }
    : { ...finding, elsewhere: inTests };
}
