import { StatusController } from './api/status.controller.js';
import { ListingHistoryStore } from './storage/listing-history.store.js';
import { AskStatus } from './use-cases/ask-status.js';
import { RegisterCompleteness } from './use-cases/register-completeness.js';
import { VerifyStatement } from './use-cases/verify-statement.js';

/** Status at time T, as parts of the registry's module. */
export const statusParts = {
  controllers: [StatusController],
  providers: [ListingHistoryStore, RegisterCompleteness, AskStatus, VerifyStatement],
};
