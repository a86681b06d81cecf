import { Injectable } from '@nestjs/common';
import { SignatureRefused, TrustedKeys, verifyCompact } from '#signing';
import { STATUS_TYP, type StatusStatement } from '../domain/status-statement.js';

/** `valid: false`: not the registry's, or altered after it was signed; which of them nobody can tell. */
export type Verification =
  { valid: true; claims: StatusStatement; keyId: string } | { valid: false };

/** Tells whoever holds a statement, and has no software for it, whether it is ours and unaltered. */
@Injectable()
export class VerifyStatement {
  constructor(private readonly trusted: TrustedKeys) {}

  async execute(statement: string): Promise<Verification> {
    try {
      const { claims, kid } = await verifyCompact(statement.trim(), this.trusted, {
        owner: 'registry',
        typ: STATUS_TYP,
      });
      return { valid: true, claims: claims as StatusStatement, keyId: kid };
    } catch (error) {
      if (error instanceof SignatureRefused) return { valid: false };
      throw error;
    }
  }
}
