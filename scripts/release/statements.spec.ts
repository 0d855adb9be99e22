import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { closureOf } from './locked-packages.mjs';
import { billOf, npmComponent, provenanceOf, signStatement } from './statements.mjs';

const AT = new Date('2026-11-30T00:00:00Z');
const about = { artefact: 'qgate', version: '1.0.0', at: AT };
const statement = provenanceOf({
  ...{ artefact: 'qgate', file: 'qgate-1.0.0.tgz', sha256: 'ab'.repeat(32), commit: 'c0'.repeat(20) },
  ...{ isClean: true, at: AT, lockSha256: 'cd'.repeat(32) },
});

describe('the bill of materials', () => {
  const a = npmComponent({ name: '@b/c', version: '2.0.0', integrity: 'sha512-AAEC', license: 'MIT' });
  const b = npmComponent({ name: 'a', version: '1.0.0', license: '(MIT OR Apache-2.0)' });

  it('names packages by their address, digest and licence', () => {
    expect(a).toEqual({
      ...{ type: 'library', 'bom-ref': 'pkg:npm/%40b/c@2.0.0', name: '@b/c', version: '2.0.0' },
      hashes: [{ alg: 'SHA-512', content: '000102' }],
      licenses: [{ license: { name: 'MIT' } }],
      purl: 'pkg:npm/%40b/c@2.0.0',
    });
    expect(b).toMatchObject({ licenses: [{ expression: '(MIT OR Apache-2.0)' }] });
  });

  it('is the same in any order, with each package once and the time of the commit', () => {
    const one = billOf({ ...about, components: [a, b, a] });
    expect(one).toEqual(billOf({ ...about, components: [b, a] }));
    expect(one).toMatchObject({ metadata: { timestamp: AT.toISOString() }, components: [{ name: '@b/c' }, { name: 'a' }] });
    expect(one.serialNumber).toMatch(/^urn:uuid:[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/);
    expect(billOf({ ...about, components: [a] }).serialNumber).not.toBe(one.serialNumber);
  });
});

describe('the provenance', () => {
  it('is a statement of SLSA v1 about the file, with the commit and no time of the build', () => {
    expect(statement).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'qgate-1.0.0.tgz', digest: { sha256: 'ab'.repeat(32) } }],
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: {
        buildDefinition: { resolvedDependencies: [{ digest: { gitCommit: 'c0'.repeat(20) } }, {}] },
        runDetails: { metadata: { finishedOn: AT.toISOString() } },
      },
    });
  });

  it.each(['ed25519', 'ec'] as const)('is signed with a key (%s)', (kind) => {
    const pair = kind === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
    const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const { payloadType, payload, signatures } = signStatement(statement, pem);
    const bytes = Buffer.from(payload, 'base64');
    expect(JSON.parse(bytes.toString())).toEqual(statement);
    const signed = Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${bytes.length} `), bytes]);
    const { sig } = signatures[0]!;
    const key = createPublicKey(pem);
    expect(verify(kind === 'ec' ? 'sha256' : null, signed, key, Buffer.from(sig, 'base64'))).toBe(true);
  });
});

describe('the packages of an artefact', () => {
  const packages = {
    'node_modules/a': { version: '1.0.0', dependencies: { b: '1' }, optionalDependencies: { x: '1', y: '1' } },
    'node_modules/a/node_modules/b': { version: '1.0.0', peerDependencies: { p: '1', q: '1' }, peerDependenciesMeta: { q: { optional: true } } },
    'node_modules/b': { version: '2.0.0' },
    'node_modules/p': { version: '1.0.0' },
    'node_modules/q': { version: '1.0.0' },
    'node_modules/x': { version: '1.0.0', os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
    'node_modules/y': { version: '1.0.0', os: ['linux'], cpu: ['arm64'] },
  };

  it('are those that Node would find, for one platform', () => {
    const common = ['node_modules/a', 'node_modules/a/node_modules/b', 'node_modules/p'];
    expect(closureOf(packages, ['a'], 'x64')).toEqual([...common, 'node_modules/x']);
    expect(closureOf(packages, ['a'], 'arm64')).toEqual([...common, 'node_modules/y']);
  });
});
