import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { objectName } from './object-name.js';
import type { ObjectPlace } from './object-store.js';
import type { S3Config } from './object-store-config.js';
import type { SpooledObject } from './spool.js';
import { storageFault } from './storage-fault.js';

const SECOND = 1000;
const ATTEMPTS = 3;

const silent = () => {};

/** Objects in an S3-compatible bucket: AWS, MinIO, Ceph and the clouds' own. The bucket has to exist. */
export class S3Place implements ObjectPlace {
  private readonly client: S3Client;
  private readonly bucket: string;

  constructor({ bucket, endpoint, region, accessKeyId, secretAccessKey }: S3Config) {
    this.bucket = bucket;
    this.client = new S3Client({
      region,
      // Compatible servers rarely have a host name per bucket.
      ...(endpoint && { endpoint, forcePathStyle: true }),
      credentials: { accessKeyId, secretAccessKey },
      maxAttempts: ATTEMPTS,
      // Its own word for every failed attempt; ours comes once, with the problem.
      logger: { debug: silent, info: silent, warn: silent, error: silent },
      // Newer checksums are unknown to many servers; the digest is the name, and is checked on reading.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: { connectionTimeout: 5 * SECOND, requestTimeout: 60 * SECOND },
    });
  }

  /** The client repeats what it can; a stream it can't, so each attempt reads the file from its start. */
  async keep(spooled: SpooledObject): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.put(spooled);
        return;
      } catch (error) {
        if (attempt === ATTEMPTS || isRefusal(error)) storageFault(error);
      }
    }
  }

  async open(digest: string): Promise<Readable | null> {
    const command = new GetObjectCommand(this.named(digest));
    try {
      const { Body: body } = await this.client.send(command);
      if (!(body instanceof Readable)) throw new Error('the bucket answered without a body');
      return body;
    } catch (error) {
      return isMissing(error) ? null : storageFault(error);
    }
  }

  async has(digest: string): Promise<boolean> {
    const command = new HeadObjectCommand(this.named(digest));
    try {
      await this.client.send(command);
      return true;
    } catch (error) {
      return isMissing(error) ? false : storageFault(error);
    }
  }

  private async put({ path, digest, size }: SpooledObject): Promise<void> {
    await this.client.send(
      new PutObjectCommand({
        ...this.named(digest),
        Body: createReadStream(path),
        ContentLength: size,
        ContentType: 'application/octet-stream',
      }),
    );
  }

  private named(digest: string) {
    return { Bucket: this.bucket, Key: objectName(digest) };
  }
}

/** The server understood and said no: it would say so again. */
function isRefusal(error: unknown): boolean {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  return status !== undefined && status >= 400 && status < 500;
}

/** A missing bucket is a fault of the installation, and no missing object. */
function isMissing(error: unknown): boolean {
  return (
    error instanceof S3ServiceException &&
    error.$metadata.httpStatusCode === 404 &&
    error.name !== 'NoSuchBucket'
  );
}
