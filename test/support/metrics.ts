import type { TestApp } from './test-app.js';

/** The metrics of this moment; those at `/metrics` may be a second old. */
export const metricsOf = async (service: TestApp): Promise<string> => (await service.call('Metrics', 'text')) as string;
