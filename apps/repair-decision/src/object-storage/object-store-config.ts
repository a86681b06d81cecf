import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { requireEnv, type Env } from '#bootstrap';

/** An S3-compatible bucket. */
export interface S3Config {
  bucket: string;
  region: string;
  /** Absent for AWS itself. */
  endpoint?: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** Where papers are kept. */
export type ObjectStoreConfig =
  { kind: 'folder'; folder: string } | { kind: 's3'; spoolFolder: string; s3: S3Config };

const DEFAULT_FOLDER = '.yichu/objects';

/**
 * Reads `OBJECT_STORE`: `folder:<path>` (default) or `s3:<bucket>`, the latter with `S3_REGION`,
 * `S3_ACCESS_KEY_ID`, `S3_SECRET_ACCESS_KEY` and, unless it is AWS, `S3_ENDPOINT`.
 */
export function readObjectStoreConfig(env: Env): ObjectStoreConfig {
  const [, kind, name] = /^(folder|s3):(.+)$/.exec(
    env.OBJECT_STORE || `folder:${DEFAULT_FOLDER}`,
  ) ?? ['', '', ''];
  if (!name) throw new Error('OBJECT_STORE must be folder:<path> or s3:<bucket>.');
  if (kind === 'folder') return { kind, folder: resolve(name) };
  const endpoint = env.S3_ENDPOINT;
  return {
    kind: 's3',
    spoolFolder: env.OBJECT_SPOOL || join(tmpdir(), 'yichu-objects'),
    s3: {
      bucket: name,
      region: requireEnv(env, 'S3_REGION'),
      ...(endpoint && { endpoint }),
      accessKeyId: requireEnv(env, 'S3_ACCESS_KEY_ID'),
      secretAccessKey: requireEnv(env, 'S3_SECRET_ACCESS_KEY'),
    },
  };
}
