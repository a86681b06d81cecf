import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { spool, type ByteSource, type SpooledObject } from './spool.js';
import { untampered } from './untampered.js';

/** Bytes that were kept, and under which name they are found again. */
export interface StoredObject {
  /** `sha256:<hex>` of the bytes: their name. */
  digest: string;
  /** In bytes. */
  size: number;
}

export interface PutOptions {
  /** Bytes beyond it are refused as soon as they come. */
  maxBytes: number;
  /** Looks at the whole of it before it is kept; what it throws ends the matter, and nothing is left. */
  inspect?: (spooled: SpooledObject) => Promise<void> | void;
}

/** Where objects lie: a folder, or a bucket. Both pass one suite. */
export interface ObjectPlace {
  /** Keeps a spooled file under its digest, whole or not at all; it may be there already. */
  keep(spooled: SpooledObject): Promise<void>;
  /** @returns null when there is no such object. */
  open(digest: string): Promise<Readable | null>;
  has(digest: string): Promise<boolean>;
}

/**
 * Papers that are kept: what parties hand in, and what the court issues. Objects are named by their
 * content, so that none is ever overwritten, and the same paper twice takes its room once.
 */
export class ObjectStore {
  /** @param spoolFolder where bytes wait until they are complete and looked at. */
  constructor(
    private readonly place: ObjectPlace,
    private readonly spoolFolder: string,
  ) {}

  /**
   * Stores bytes as they stream in, with flat memory.
   * @throws ObjectTooLarge past `maxBytes`, what the source or `inspect` throws, or 503
   * OBJECT_STORE_UNAVAILABLE; nothing is left behind then.
   */
  async put(bytes: ByteSource, { maxBytes, inspect }: PutOptions): Promise<StoredObject> {
    const spooled = await spool(bytes, this.spoolFolder, maxBytes);
    try {
      await inspect?.(spooled);
      await this.place.keep(spooled);
      return { digest: spooled.digest, size: spooled.size };
    } finally {
      await rm(spooled.path, { force: true });
    }
  }

  /**
   * Streams an object. Bytes that no longer match their digest break the stream before its end.
   * @returns null when there is no such object.
   */
  async get(digest: string): Promise<Readable | null> {
    const stored = await this.place.open(digest);
    return stored && untampered(stored, digest);
  }

  exists(digest: string): Promise<boolean> {
    return this.place.has(digest);
  }
}
