import { Injectable } from '@nestjs/common';

export interface SealRequest {
  bytes: Uint8Array;
  courtCode: string;
  documentId: string;
  number: string;
}

/** What became of the seal. It is kept with the paper, and shown to whoever verifies it. */
export type SealOutcome =
  | { applied: true; bytes: Uint8Array; provider: string; sealId: string; at: string }
  | { applied: false; statement: string };

/**
 * The official electronic seal (电子印章, GB/T 38540): put on by the seal system that the court is
 * connected to, over the rendered bytes and before they are hashed. We draw none.
 */
export abstract class SealService {
  /** Whether papers come back sealed; where not, they say so in their notes. */
  abstract readonly appliesSeals: boolean;

  abstract seal(request: SealRequest): Promise<SealOutcome>;
}

/** Where no seal system is connected: it says so, on the record. */
@Injectable()
export class NoSeal extends SealService {
  readonly appliesSeals = false;

  async seal(): Promise<SealOutcome> {
    return {
      applied: false,
      statement: '未接入电子印章系统，本件未加盖电子印章。No electronic seal was applied.',
    };
  }
}
