import path from 'node:path';

/** The project's root. */
const ROOT = path.join(__dirname, '../../..');

/** The npm scripts that `documented-commands.nightly.spec.ts` starts, with arguments that keep them short. */
export const STARTED: Readonly<Record<string, readonly string[]>> = {
  'bench:actions': ['3'],
  'bench:cli': ['1'],
  'bench:coverage': ['1'],
  'bench:coverage:service': ['1'],
  'bench:directives': ['1'],
  'bench:fairness': ['--seconds', '1', '--only', 'metrics'],
  'bench:findings': ['1'],
  'bench:get': ['--rounds', '1', '--seconds', '1'],
  'bench:history': ['1'],
  'bench:local': ['1'],
  'bench:mcp': ['--requests', '3'],
  'bench:overload': ['--seconds', '1', '--connections', '20', '--uploads', '2', '--megabytes', '1'],
  'bench:pages': ['1'],
  'bench:reach': ['--json'],
  'bench:scan': ['1'],
  'bench:sizing': ['--findings', '100000'],
  'bench:source': ['--rounds', '1'],
  'bench:startup': ['1'],
  'bench:status': ['--rounds', '1', '--seconds', '1'],
  'bench:storage': [],
  'bench:verify': ['--repositories', '2'],
  demo: ['--once'],
  screenshots: ['--out', path.join(ROOT, 'test-results/screenshots'), '--scans', '1', 'overview'],
  chaos: ['--cycles', '1', '--disturbances', '1', '--only', 'chaos/network'],
  fuzz: ['--requests', '50', '--sequences', '2', '--histories', '2', '--processes', '1', '--only', 'fuzz/model'],
  'fuzz:coverage': ['200', '1'],
  // No change has this number: the service starts, and nothing is fetched.
  verdicts: ['0'],
};
