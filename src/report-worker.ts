import { COVERAGE_TASKS } from './modules/verdict/coverage/ingest/coverage.tasks.js';
import { UNITE_TASKS } from './modules/verdict/coverage/storage/unite.tasks.js';
import { FINDINGS_TASKS } from './modules/verdict/findings/ingest/findings.tasks.js';
import { PLACING_TASKS } from './modules/verdict/findings/ingest/place-findings.js';
import { LISTING_TASKS } from './modules/verdict/findings/listing/listing.tasks.js';
import { TEXTS_TASKS } from './modules/verdict/findings/storage/texts.tasks.js';
import { TRACKING_TASKS } from './modules/verdict/findings/tracking/tracking.tasks.js';
import { POLICY_FILE_TASKS } from './modules/verdict/quality-gate/policy-file.tasks.js';
import { OWNERS_TASKS } from './modules/verdict/scan/owners.tasks.js';
import { SCAN_TASKS } from './modules/verdict/scan/scan.tasks.js';
import { TESTS_TASKS } from './modules/verdict/test-results/ingest/tests.tasks.js';
import { serveTasks } from './platform/workers/serve-tasks.js';

// Script of the worker pool's threads: runs the work that would block the event loop.
serveTasks({
  ...SCAN_TASKS,
  ...OWNERS_TASKS,
  ...COVERAGE_TASKS,
  ...UNITE_TASKS,
  ...FINDINGS_TASKS,
  ...PLACING_TASKS,
  ...TRACKING_TASKS,
  ...LISTING_TASKS,
  ...TEXTS_TASKS,
  ...TESTS_TASKS,
  ...POLICY_FILE_TASKS,
});
