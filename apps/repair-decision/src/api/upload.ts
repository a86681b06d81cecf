import type { Readable } from 'node:stream';
import { parse } from 'content-disposition';
import { invalid, Problem, type StreamedBody } from '#bootstrap';
import { UNDECLARED_TYPE } from '../domain/material-type.js';

const SECOND = 1000;
/** For a sender to notice the answer while its upload is still on its way. */
const PATIENCE = 5 * SECOND;
const LONGEST_NAME = 255;

/** The file's name from `content-disposition` (RFC 6266). @throws 422 when there is none, or no name of a file. */
export function fileNameOf(header: string | undefined): string {
  const name = header && parse(header).parameters.filename?.normalize('NFC').trim();
  if (!name) throw invalid('REQUIRED', 'content-disposition');
  if (name.length > LONGEST_NAME || /[\p{Cc}\p{Cf}/\\]/u.test(name)) {
    throw invalid('FILE_NAME', 'content-disposition');
  }
  return name;
}

/** The media type as the sender states it; null when it states that it does not know. */
export function declaredTypeOf({ mediaType }: StreamedBody): string | null {
  return mediaType === UNDECLARED_TYPE ? null : mediaType;
}

/** The bytes as they come; an upload that breaks off is the sender's, and no fault of ours. */
export async function* bytesOf(stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    // Not destroyed when reading ends early: the answer goes back on the same socket.
    yield* stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw new Problem(400, 'UPLOAD_BROKEN_OFF', { cause });
  }
}

/** Reads past what is left of a refused upload, so that the answer arrives; then hangs up. */
export function passOver(stream: Readable): void {
  if (stream.readableEnded || stream.destroyed) return;
  const hangUp = setTimeout(() => stream.destroy(), PATIENCE).unref();
  stream.once('close', () => clearTimeout(hangUp));
  stream.once('end', () => clearTimeout(hangUp));
  stream.on('error', () => {});
  stream.resume();
}
