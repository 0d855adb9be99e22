import { COVERAGE_TASKS } from './modules/coverage/ingest/coverage.tasks.js';
import { UNITE_TASKS } from './modules/coverage/storage/unite.tasks.js';
import { FINDINGS_TASKS } from './modules/findings/ingest/findings.tasks.js';
import { LISTING_TASKS } from './modules/findings/listing/listing.tasks.js';
import { TRACKING_TASKS } from './modules/findings/tracking/tracking.tasks.js';
import { POLICY_FILE_TASKS } from './modules/quality-gate/policy-file.tasks.js';
import { OWNERS_TASKS } from './modules/scan/owners.tasks.js';
import { SCAN_TASKS } from './modules/scan/scan.tasks.js';
import { TESTS_TASKS } from './modules/tests/ingest/tests.tasks.js';
import { serveTasks } from './platform/workers/serve-tasks.js';

// Script of the worker pool's threads: runs the work that would block the event loop.
serveTasks({
  ...SCAN_TASKS,
  ...OWNERS_TASKS,
  ...COVERAGE_TASKS,
  ...UNITE_TASKS,
  ...FINDINGS_TASKS,
  ...TRACKING_TASKS,
  ...LISTING_TASKS,
  ...TESTS_TASKS,
  ...POLICY_FILE_TASKS,
});
