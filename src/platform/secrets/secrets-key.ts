import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import path from 'node:path';
import type { AppConfig } from '../config/app-config.js';
import { secretsKey } from '../config/value-readers.js';
import { readKeyFile, readOrMakeKeyFile } from './key-file.js';

/** A key of 32 bytes that seals secrets at rest. */
export interface SecretsKey {
  /** 16 hex digits that name the key and tell nothing of it. */
  readonly fingerprint: string;
  readonly key: KeyObject;
}

/** The keys of an installation. */
export interface SecretsKeys {
  /** Seals. */
  readonly newest: SecretsKey;
  /** They only open what was sealed before. */
  readonly previous: readonly SecretsKey[];
  /** Fingerprints of keys that the operator declared lost: what they sealed stays closed. */
  readonly lost: readonly string[];
  /** True for a key of the data folder, false for one of the environment. */
  readonly isFromFile: boolean;
}

/** Injection token of the `SecretsKeys`. */
export const SECRETS_KEYS = Symbol('SECRETS_KEYS');

const FILE = 'secrets.key';
const LOST = 'lost:';

/** The configured keys; without one that of the data folder, which is made at the first start. */
export async function loadSecretsKeys(config: AppConfig): Promise<SecretsKeys> {
  const make = () => `${randomBytes(32).toString('base64')}\n`;
  return toSecretsKeys(config, config.secrets.key ?? keyIn(config, await readOrMakeKeyFile(fileOf(config), make)));
}

/** As `loadSecretsKeys`; null where there is no key, and none is made. */
export async function findSecretsKeys(config: AppConfig): Promise<SecretsKeys | null> {
  const { key } = config.secrets;
  if (key !== null) return toSecretsKeys(config, key);
  const text = await readKeyFile(fileOf(config));
  return text === null ? null : toSecretsKeys(config, keyIn(config, text));
}

const toSecretsKeys = ({ secrets }: AppConfig, newest: string): SecretsKeys => ({
  newest: toSecretsKey(newest),
  previous: secrets.previous.filter((entry) => !entry.startsWith(LOST)).map(toSecretsKey),
  lost: secrets.previous.filter((entry) => entry.startsWith(LOST)).map((entry) => entry.slice(LOST.length)),
  isFromFile: secrets.key === null,
});

const fileOf = ({ dataDir }: AppConfig): string => path.join(dataDir, FILE);

function keyIn(config: AppConfig, text: string): string {
  const read = secretsKey(text.trim());
  if (!read.ok) throw new Error(`${fileOf(config)} does not contain ${read.expected}.`);
  return read.value;
}

/** @param base64 32 bytes */
export function toSecretsKey(base64: string): SecretsKey {
  const bytes = Buffer.from(base64, 'base64');
  const fingerprint = createHash('sha256').update('quality-gate secrets key').update(bytes).digest('hex').slice(0, 16);
  return { fingerprint, key: createSecretKey(bytes) };
}
