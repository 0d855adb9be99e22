// fast-check with the seed of the run (scripts/support/seed.mjs) and its number of runs. Jest gives it to files that import
// fast-check; the others need not load it.
const fc = require('../../node_modules/fast-check/lib/cjs/fast-check.js');

/** Runs of a property that names none: 100 in the nightly run, a fifth of that otherwise, as `propertyRuns` has it. */
const numRuns = process.env.PROGRAMME === 'nightly' ? 100 : 20;

fc.configureGlobal({ seed: Number(process.env.SEED), numRuns });

module.exports = fc;
