// A process that feeds hostile texts to readers, as its argument says: one that aborts takes no test along.
require('../../support/ts-hook.cjs');
require('reflect-metadata');
const { feedReaders } = require('./feed-readers.ts');

void feedReaders(JSON.parse(process.argv[2])).then((fed) => process.stdout.write(`\n${JSON.stringify(fed)}\n`));
