import './resolve-typescript.cjs';

export default async function globalTeardown(): Promise<void> {
  const { endSharedProcesses } = await import('./shared-process.js');
  await endSharedProcesses();
  const { stopTestCluster } = await import('./postgres.js');
  await stopTestCluster();
}
