import './resolve-typescript.cjs';

export default async function globalSetup(): Promise<void> {
  const { prepareSharedProcesses } = await import('./shared-process.js');
  prepareSharedProcesses();
  // Neither cluster nor hosts, where the chosen tests start built services alone (scripts/test-node.mjs).
  if (process.env.TEST_ENGINE === 'none') return;
  const { prepareHosts } = await import('./host/hosts-of-run.js');
  const { startTestCluster } = await import('./postgres.js');
  await Promise.all([prepareHosts(), startTestCluster()]);
  // Drills find it in the cache: no hook's time limit is there for a build of a busy machine.
  if (process.env.DRILL_ROUNDS !== undefined) {
    const { buildPackage } = await import('./built-package.js');
    await buildPackage();
  }
}
