import { codeOfServerOutput, isPortTaken, isPredecessorStillEnding, lastLines } from './server-output.js';

/** Lines as PostgreSQL 18 writes them. */
it.each([
  ['FATAL:  could not create lock file "postmaster.pid": No space left on device', 'disk_full'],
  ['FATAL:  could not extend file "base/1/2691": wrote only 4096 of 8192 bytes at block 9', 'disk_full'],
  ['initdb: error: could not create directory "/x": Disk quota exceeded', 'disk_full'],
  ['FATAL:  database files are incompatible with server', 'other_version'],
  ['FATAL:  lock file "postmaster.pid" already exists', 'in_use'],
  ['FATAL:  data directory "/x" has wrong ownership', 'not_writable'],
  ['initdb: error: could not access directory "/x": Permission denied', 'not_writable'],
  ['FATAL:  the roof is on fire', null],
])('%s', (line, code) => {
  expect(codeOfServerOutput(`LOG:  starting PostgreSQL 18.4\n${line}\nLOG:  database system is shut down`)).toBe(code);
});

it('tells the failures that pass from the others', () => {
  const portTaken = 'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use\nHINT:  Is another ...';
  const sharedMemory = 'FATAL:  pre-existing shared memory block (key 1234, ID 5) is still in use';
  expect([isPortTaken(portTaken), isPortTaken(sharedMemory)]).toEqual([true, false]);
  expect([isPredecessorStillEnding(portTaken), isPredecessorStillEnding(sharedMemory)]).toEqual([false, true]);
});

it('keeps the end of a long output', () => {
  expect(lastLines('1\n2\n3\n4\n', 2)).toBe('3\n4');
});
