import './resolve-typescript.cjs';

export default async function globalTeardown(): Promise<void> {
  const { endSharedProcesses } = await import('./shared-process.js');
  await endSharedProcesses();
  const { endHosts } = await import('./host/hosts-of-run.js');
  await endHosts();
  const { stopTestCluster } = await import('./postgres.js');
  await stopTestCluster();
}
