import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** A version of a rule set as it was when it came into use. */
export interface RuleSetVersion {
  id: string;
  version: number;
  digest: string;
  content: Buffer;
}

/** Every wording that this service has decided by. Rows are only ever added. */
@Injectable()
export class RuleSetVersionStore {
  /** @returns those that were not there. An existing row stays as it is. */
  async add(
    manager: EntityManager,
    versions: readonly RuleSetVersion[],
    now: Date,
  ): Promise<{ id: string; version: number }[]> {
    return manager.query(
      `INSERT INTO rule_set_version (id, version, digest, content, used_from)
       SELECT id, version, digest, content, $5
       FROM unnest($1::text[], $2::int[], $3::text[], $4::bytea[]) AS row (id, version, digest, content)
       ON CONFLICT (id, version) DO NOTHING
       RETURNING id, version`,
      [
        versions.map(({ id }) => id),
        versions.map(({ version }) => version),
        versions.map(({ digest }) => digest),
        versions.map(({ content }) => content),
        now,
      ],
    );
  }

  all(manager: EntityManager): Promise<RuleSetVersion[]> {
    return manager.query(
      'SELECT id, version, digest, content FROM rule_set_version ORDER BY id, version',
    );
  }
}
