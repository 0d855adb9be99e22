// Gives every property test the seed of the run (scripts/support/seed.mjs).
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.SEED) });
