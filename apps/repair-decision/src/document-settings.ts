import type { Env } from '#bootstrap';

/** How this installation words its papers, and where they are verified. */
export interface DocumentSettings {
  /** `DOCUMENT_TEMPLATES`: a folder with the templates that differ from ours; null for ours alone. */
  templates: string | null;
  /** `VERIFICATION_URL`: what the QR code leads to; null for this service's own address. */
  verificationUrl: string | null;
}

export const DEFAULT_DOCUMENTS: DocumentSettings = { templates: null, verificationUrl: null };

export function readDocumentSettings(env: Env): DocumentSettings {
  return {
    templates: env.DOCUMENT_TEMPLATES || null,
    verificationUrl: env.VERIFICATION_URL?.replace(/\/+$/, '') || null,
  };
}
