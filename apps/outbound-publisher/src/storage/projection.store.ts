import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ListingsImported } from '#contracts';

type ImportedChunk = ListingsImported['data'];

/** What of the registry's list is known here without anybody having been told of it. */
@Injectable()
export class ProjectionStore {
  /**
   * Notes the listings of a chunk. What a change of its own said of one of them holds, be it before or
   * after: the two come on different keys, in either order.
   * @returns those that were new.
   */
  async insert(db: EntityManager, { court, listings }: ImportedChunk): Promise<string[]> {
    const rows = await db.query<{ id: string }[]>(
      `INSERT INTO listing_head (listing_id, version, event_id, required_presence, court_code,
         case_number, subject_type, uscc)
       SELECT l."listingRef", l.version, NULL, 'present', $2, l."caseNumber",
         l.subject ->> 'type', l.subject ->> 'uscc'
       FROM jsonb_to_recordset($1::jsonb)
         AS l ("listingRef" text, version integer, "caseNumber" text, subject jsonb)
       ON CONFLICT (listing_id) DO NOTHING
       RETURNING listing_id AS id`,
      [JSON.stringify(listings), court.code],
    );
    return rows.map(({ id }) => id);
  }
}
