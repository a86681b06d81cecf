import { Client } from 'pg';

/**
 * Puts made-up listings into the publisher's list as imports of whole lists would, in one statement: a
 * third units, the rest persons, of a hundred courts.
 */
export async function makeUpHeads(databaseUrl: string, listings: number): Promise<void> {
  await run(
    databaseUrl,
    `INSERT INTO listing_head (listing_id, version, required_presence, court_code, case_number,
       subject_type, uscc, content, listed_position, changed_position)
     SELECT id, 1, 'present', court, number, kind, uscc, json_build_object('state', 'PUBLISHED',
       'court', json_build_object('code', court, 'name', '某某市' || n % 100 || '区人民法院'),
       'caseNumber', number, 'subject', CASE kind WHEN 'UNIT'
         THEN json_build_object('type', kind, 'name', '某某建材第' || n || '有限公司', 'uscc', uscc)
         ELSE json_build_object('type', kind) END,
       'grounds', json_build_array('L1_ABLE_BUT_REFUSES'),
       'effectiveAt', '2025-11-20T02:00:00.000Z'), n, n
     FROM generate_series(1, ${Number(listings)}) AS n,
       LATERAL (SELECT 'lst_' || lpad((n * 7)::text, 26, '0') AS id, '皖' || 1000 + n % 100 AS court,
         CASE WHEN n % 3 = 0 THEN 'UNIT' ELSE 'PERSON' END AS kind) AS who,
       LATERAL (SELECT '（2025）' || court || '执' || n || '号' AS number,
         CASE kind WHEN 'UNIT' THEN '9134' || lpad(n::text, 14, '0') END AS uscc) AS what;
     UPDATE intake_head SET position = position + ${Number(listings)};
     ANALYZE listing_head`,
  );
}

/** Lets every so-manieth listing be corrected, and as many others leave the list. */
export async function changeHeads(databaseUrl: string, every: number): Promise<void> {
  await run(
    databaseUrl,
    `UPDATE listing_head SET version = 2, changed_position = i.position + 1
     FROM intake_head i WHERE right(listing_id, 9)::bigint / 7 % ${Number(every)} = 0;
     UPDATE listing_head SET version = 2, required_presence = 'absent', content = NULL,
       changed_position = i.position + 2, left_position = i.position + 2
     FROM intake_head i WHERE right(listing_id, 9)::bigint / 7 % ${Number(every)} = 1;
     UPDATE intake_head SET position = position + 2`,
  );
}

async function run(databaseUrl: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
