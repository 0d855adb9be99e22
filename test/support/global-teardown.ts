import './resolve-typescript.cjs';

export default async function globalTeardown(): Promise<void> {
  const { stopTestCluster } = await import('./postgres.js');
  await stopTestCluster();
}
