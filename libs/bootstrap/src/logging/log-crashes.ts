import type { LoggerService } from '@nestjs/common';

/**
 * Logs what would end the process, and ends it. Node itself would print the whole error: of a failed
 * query that is every parameter, names included.
 */
export function logCrashes(logger: LoggerService): void {
  const crash = (err: unknown) => {
    logger.fatal?.({ msg: 'service.crashed', err });
    process.exit(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
}
