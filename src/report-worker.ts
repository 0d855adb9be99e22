import { COVERAGE_TASKS } from './modules/coverage/coverage.tasks.js';
import { FINDINGS_TASKS } from './modules/findings/ingest/findings.tasks.js';
import { SCAN_TASKS } from './modules/scan/scan.tasks.js';
import { serveTasks } from './platform/workers/serve-tasks.js';

// The script of the worker pool's threads: what would block the event loop runs here.
serveTasks({ ...SCAN_TASKS, ...COVERAGE_TASKS, ...FINDINGS_TASKS });
