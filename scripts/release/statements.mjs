// Files beside each artefact: a bill of materials (CycloneDX) and a statement of its provenance (in-toto, SLSA v1).
// Both carry the time of the commit and none of the build, so that two builds of a commit write the same bytes.
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { nameAt } from './locked-packages.mjs';

const STATEMENT = 'https://in-toto.io/Statement/v1';
const PREDICATE = 'https://slsa.dev/provenance/v1';
const PAYLOAD = 'application/vnd.in-toto+json';
const BUILD_TYPE = 'urn:quality-gate:npm-run-release:v1';
const BUILDER = 'urn:quality-gate:local-build';

/** Package URLs: the scope of a name is escaped. */
const purlOf = (name, version) => `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** A component of CycloneDX for a package of the lock file. */
export function componentAt(packages, place) {
  const { version, integrity, license } = packages[place];
  return npmComponent({ name: nameAt(place), version, integrity, license });
}

export function npmComponent({ name, version, integrity, license }) {
  const [, digest] = /^sha512-(.+)$/.exec(integrity ?? '') ?? [];
  return {
    type: 'library',
    'bom-ref': purlOf(name, version),
    name,
    version,
    ...(digest && { hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] }),
    ...(license && { licenses: [/ (?:OR|AND|WITH) |^\(/.test(license) ? { expression: license } : named(license)] }),
    purl: purlOf(name, version),
  };
}

const named = (license) => ({ license: { name: license } });

/** The bill of materials of an artefact. Its serial number follows from its content. */
export function billOf({ artefact, version, components, at }) {
  const unique = [...new Map(components.map((each) => [each['bom-ref'], each])).values()];
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      timestamp: at.toISOString(),
      component: { type: 'application', 'bom-ref': artefact, name: artefact, version },
    },
    components: unique.sort((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1)),
  };
  const hash = createHash('sha256').update(JSON.stringify(document)).digest('hex');
  const uuid = [hash.slice(0, 8), hash.slice(8, 12), `5${hash.slice(13, 16)}`, `a${hash.slice(17, 20)}`];
  return { serialNumber: `urn:uuid:${[...uuid, hash.slice(20, 32)].join('-')}`, ...document };
}

/** The statement of where an artefact comes from. `isClean`: the commit has all of the files that it was built from. */
export function provenanceOf({ artefact, file, sha256, commit, isClean, at, lockSha256 }) {
  return {
    _type: STATEMENT,
    subject: [{ name: file, digest: { sha256 } }],
    predicateType: PREDICATE,
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: { command: `npm run release -- --only ${artefact}` },
        internalParameters: { node: process.versions.node, isClean },
        resolvedDependencies: [
          { name: 'source', uri: `git+file:quality-gate@${commit}`, digest: { gitCommit: commit } },
          { name: 'package-lock.json', digest: { sha256: lockSha256 } },
        ],
      },
      runDetails: { builder: { id: BUILDER }, metadata: { finishedOn: at.toISOString() } },
    },
  };
}

/**
 * The statement in a signed envelope (DSSE).
 *
 * @param pem a private key, Ed25519 or of an elliptic curve
 */
export function signStatement(statement, pem) {
  const key = createPrivateKey(pem);
  const payload = Buffer.from(JSON.stringify(statement));
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${PAYLOAD.length} ${PAYLOAD} ${payload.length} `), payload]);
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return {
    payloadType: PAYLOAD,
    payload: payload.toString('base64'),
    signatures: [
      {
        keyid: createHash('sha256').update(spki).digest('hex'),
        sig: sign(key.asymmetricKeyType === 'ed25519' ? null : 'sha256', signed, key).toString('base64'),
      },
    ],
  };
}
