/**
 * The processor time that work takes, in milliseconds. Unlike time on the clock it is about the same on a busy machine, so
 * that a test can tell work that grows with its input from work that grows with the square of it.
 */
export function processorMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
