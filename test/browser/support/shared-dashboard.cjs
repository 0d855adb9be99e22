// The built service and the browser that browser specs share, in a process of their own.
require('../../support/ts-hook.cjs');
const { serveRun } = require('../../support/shared-process.ts');
const { startSharedDashboard } = require('./shared-dashboard.ts');

void serveRun(startSharedDashboard);
