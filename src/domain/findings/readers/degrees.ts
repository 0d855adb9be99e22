import { type Severity } from '../finding.js';
import { type Evidence } from './reported-result.js';

/** Evidence of a severity that a report states in five degrees: the upper three are errors. */
export const DEGREES: Readonly<Record<Severity, Pick<Evidence, 'level' | 'reportedSeverity'>>> = {
  critical: { level: 'error', reportedSeverity: 'critical' },
  high: { level: 'error', reportedSeverity: 'high' },
  medium: { level: 'error', reportedSeverity: 'medium' },
  low: { level: 'warning', reportedSeverity: 'low' },
  info: { level: 'note', reportedSeverity: 'info' },
};
