import { CreateLedger1780000000001 } from './migrations/create-ledger.js';

export {
  appendLedger,
  appendLedgerRows,
  ledgerStatement,
  type LedgerEntry,
} from './append-ledger.js';
export { ledgerHash, type HashedEntry } from './ledger-hash.js';

/** What a service's database needs for its ledger; `ServiceModule` runs it with the service's own. */
export const ledgerMigrations = [CreateLedger1780000000001];
