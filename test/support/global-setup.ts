import './resolve-typescript.cjs';

export default async function globalSetup(): Promise<void> {
  const { startTestCluster } = await import('./postgres.js');
  await startTestCluster();
}
