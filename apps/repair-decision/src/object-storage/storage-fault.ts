import { unavailable } from '#bootstrap';

/** A disk that is full or a bucket that is away is nobody's bad input. @throws 503 always. */
export function storageFault(cause: unknown): never {
  throw unavailable('OBJECT_STORE_UNAVAILABLE', cause);
}
