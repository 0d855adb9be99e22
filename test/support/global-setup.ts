import { startTestCluster } from './postgres.js';

export default async function globalSetup(): Promise<void> {
  await startTestCluster();
}
