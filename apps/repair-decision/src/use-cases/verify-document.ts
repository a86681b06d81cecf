import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { shanghaiDate } from '#calendar';
import { Clock } from '#bootstrap';
import { courtName } from '#identifiers';
import { FactsEnvelope } from '../documents/facts-envelope.js';
import type { SealedFacts, ShownFacts } from '../documents/views/shown-facts.js';
import type { CourtDocument, Issue } from '../domain/court-document.js';
import { readCode, type Validity } from '../domain/document.js';
import { DocumentStore } from '../storage/document.store.js';

/** What anybody who holds a paper is told about it; nothing at all about one that is not known. */
export type Verification =
  | { status: 'unknown' }
  | ({
      status: Validity;
      court: { code: string; name: string };
      number: string;
      issuedAt: Date;
      /** When it was refused, revoked or superseded; null while it is valid. */
      endedOn: string | null;
      /** Number of what took its place. */
      supersededBy: string | null;
      /** The shield that it speaks of has ended: it stands, and says nothing of today. */
      isTermOver: boolean;
      isSealed: boolean;
      sha256: string;
      signature: { keyId: string; jws: string };
    } & ShownFacts);

/** Says what a paper is worth today. It needs no token: whoever holds the paper may ask. */
@Injectable()
export class VerifyDocument {
  constructor(
    private readonly dataSource: DataSource,
    private readonly documents: DocumentStore,
    private readonly envelope: FactsEnvelope,
    private readonly clock: Clock,
  ) {}

  /** A text that can't be a code is answered as one that nobody issued. */
  async byCode(text: string): Promise<Verification> {
    const code = readCode(text);
    if (code === null) return { status: 'unknown' };
    return this.answer(await this.documents.findByCode(this.dataSource.manager, code));
  }

  /** By the file: an altered copy has another digest, and is unknown. */
  async bySha256(sha256: string): Promise<Verification> {
    return this.answer(await this.documents.findBySha256(this.dataSource.manager, sha256));
  }

  private async answer(document: CourtDocument | null): Promise<Verification> {
    if (!document?.issue) return { status: 'unknown' };
    const { courtCode: code, number, validity, supersededBy } = document;
    const { issuedAt, sha256, keyId, jws, seal, facts } = document.issue;
    const successor =
      supersededBy && (await this.documents.find(this.dataSource.manager, supersededBy));
    const ended = document.refusedAt ?? document.revokedAt ?? document.supersededAt;
    const { shown } = this.envelope.open<SealedFacts>(facts, document.id);
    const today = shanghaiDate(this.clock.now());
    return {
      ...shown,
      status: validity,
      court: { code, name: courtName(code) },
      number,
      issuedAt,
      endedOn: ended && shanghaiDate(ended),
      supersededBy: successor ? successor.number : null,
      isTermOver: shown.until !== null && shown.until < today,
      isSealed: isSealed(seal),
      sha256,
      signature: { keyId, jws },
    };
  }
}

function isSealed(seal: Issue['seal']): boolean {
  return 'applied' in seal && seal.applied === true;
}
