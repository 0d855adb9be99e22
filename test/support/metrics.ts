import { Metrics } from '../../src/modules/health/metrics.js';
import type { TestApp } from './test-app.js';

/** The metrics of this moment; those at `/metrics` may be a second old. */
export const metricsOf = ({ app }: TestApp): Promise<string> => app.get(Metrics).text();
