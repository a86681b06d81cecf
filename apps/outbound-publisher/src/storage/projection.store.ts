import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ListingsImported } from '#contracts';
import { shownImport } from '../domain/shown-listing.js';

type ImportedChunk = ListingsImported['data'];

/** What of the registry's list is known here without anybody having been told of it. */
@Injectable()
export class ProjectionStore {
  /**
   * Notes the listings of a chunk, each at a place of its own in the intake: they are listed from there
   * on, and in every snapshot that is cut later. What a change of its own said of one of them holds, be
   * it before or after: the two come on different keys, in either order. The caller has the single
   * writer's turn.
   * @returns those that were new.
   */
  async insert(db: EntityManager, { court, listings }: ImportedChunk): Promise<string[]> {
    const rows = await db.query<{ id: string }[]>(
      `WITH noted AS (
         INSERT INTO listing_head (listing_id, version, event_id, required_presence, court_code,
           case_number, subject_type, uscc, content, listed_position, changed_position)
         SELECT l."listingRef", l.version, NULL, 'present', $2, l."caseNumber",
           l.subject ->> 'type', l.subject ->> 'uscc', l.content::json, position + nth, position + nth
         FROM intake_head, ROWS FROM (jsonb_to_recordset($1::jsonb)
           AS ("listingRef" text, version integer, "caseNumber" text, subject jsonb, content text))
           WITH ORDINALITY AS l ("listingRef", version, "caseNumber", subject, content, nth)
         ON CONFLICT (listing_id) DO NOTHING
         RETURNING listing_id AS id
       ), moved AS (
         UPDATE intake_head SET position = position + $3 WHERE EXISTS (SELECT FROM noted)
       )
       SELECT id FROM noted`,
      [
        JSON.stringify(listings.map((each) => ({ ...each, content: shownImport(court, each) }))),
        court.code,
        listings.length,
      ],
    );
    return rows.map(({ id }) => id);
  }
}
