import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { unavailable } from '#bootstrap';
import { courtName } from '#identifiers';
import { signDetached, SigningKeys, type SigningKey } from '#signing';
import { codeOf, groupedCode } from '../domain/document.js';
import { ObjectStore } from '../object-storage/object-store.js';
import { PaperRenderer } from './paper-renderer.js';
import { SealService, type SealOutcome } from './seal-service.js';
import { fillTemplate } from './template/fill-template.js';
import type { Phrases } from './template/phrases.js';
import type { TemplateName } from './template/places.js';
import { TemplateSet } from './template/template-set.js';
import type { Block, TypesetPaper } from './typesetting/block.js';

/** Where the QR code of a paper leads; the code itself comes after it. */
export const VERIFICATION_URL = Symbol('VERIFICATION_URL');

const MAX_BYTES = 20 * 1024 * 1024;

export interface PaperToMake {
  documentId: string;
  courtCode: string;
  number: string;
  template: TemplateName;
  view: object;
  at: Date;
  /** The court's own papers ask for its seal; a debtor's promise does not. */
  needsSeal: boolean;
}

/** A paper as it stays: its bytes lie in the object store under their digest. */
export interface MadeDocument {
  title: string;
  code: string;
  sha256: string;
  sizeBytes: number;
  pages: number;
  jws: string;
  keyId: string;
  template: string;
  seal: Exclude<SealOutcome, { applied: true }> | Omit<SealOutcome & { applied: true }, 'bytes'>;
}

/** Makes a paper once: fills the template, sets it, has it sealed, signs the bytes and puts them away. */
@Injectable()
export class DocumentMaker {
  constructor(
    private readonly templates: TemplateSet,
    private readonly renderer: PaperRenderer,
    private readonly seals: SealService,
    private readonly keys: SigningKeys,
    private readonly objects: ObjectStore,
    @Inject(VERIFICATION_URL) private readonly verificationUrl: string,
  ) {}

  /** @throws 503 COURT_KEY_MISSING */
  keyOf(courtCode: string): SigningKey {
    try {
      return this.keys.of(`court:${courtCode}`);
    } catch (cause) {
      throw unavailable('COURT_KEY_MISSING', cause);
    }
  }

  /** @throws 503 COURT_KEY_MISSING, 503 OBJECT_STORE_UNAVAILABLE */
  async make(paper: PaperToMake): Promise<MadeDocument> {
    const key = this.keyOf(paper.courtCode);
    const { text, reference } = this.templates.template(paper.template, paper.courtCode);
    const blocks = fillTemplate(text, paper.view);
    const title = blocks.find(({ style }) => style === 'title')?.text ?? '';
    const code = codeOf(randomBytes(16));
    const { bytes: rendered, pages } = await this.render(paper, { blocks, title, code });
    const sealed = await this.seals.seal({ ...paper, bytes: rendered });
    const { bytes, ...seal } = sealed.applied ? sealed : { ...sealed, bytes: rendered };
    const jws = await signDetached(bytes, key);
    const { size: sizeBytes } = await this.objects.put([bytes], { maxBytes: MAX_BYTES });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return {
      title,
      code,
      sha256,
      sizeBytes,
      pages,
      jws,
      keyId: key.kid,
      template: reference,
      seal,
    };
  }

  private render(
    { number, courtCode, at, needsSeal }: PaperToMake,
    { blocks, title, code }: { blocks: Block[]; title: string; code: string },
  ): Promise<TypesetPaper> {
    const phrases = this.templates.phrases(courtCode);
    return this.renderer.render({
      blocks,
      number,
      verification: {
        url: `${this.verificationUrl}/${code}`,
        notes: this.notes(code, phrases, needsSeal),
        noteOnRare: phrases.note.rare,
      },
      info: { title: `${title} ${number}`, author: courtName(courtCode), createdAt: at },
    });
  }

  private notes(code: string, { note }: Phrases, needsSeal: boolean): string[] {
    const isUnsealed = needsSeal && !this.seals.appliesSeals;
    return [
      note.code + groupedCode(code),
      note.verify,
      this.verificationUrl,
      note.digest,
      ...(isUnsealed ? [note.noSeal] : []),
    ];
  }
}
