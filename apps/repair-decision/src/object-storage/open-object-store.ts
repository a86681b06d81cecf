import { join } from 'node:path';
import { FolderPlace } from './folder-place.js';
import { ObjectStore } from './object-store.js';
import type { ObjectStoreConfig } from './object-store-config.js';
import { removeForgotten } from './spool.js';

/** Opens the object store that the configuration names. */
export async function openObjectStore(config: ObjectStoreConfig): Promise<ObjectStore> {
  switch (config.kind) {
    case 'folder': {
      // On the same disk, so that a complete file gets its name in one step.
      const spoolFolder = join(config.folder, 'incoming');
      await removeForgotten(spoolFolder);
      return new ObjectStore(new FolderPlace(config.folder), spoolFolder);
    }
    case 's3': {
      // Loaded where it is used: the client is large, and most installations have a folder.
      await removeForgotten(config.spoolFolder);
      const { S3Place } = await import('./s3-place.js');
      return new ObjectStore(new S3Place(config.s3), config.spoolFolder);
    }
  }
}
