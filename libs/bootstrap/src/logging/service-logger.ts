import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import { errorFields } from './error-fields.js';

/** 18 digits with a birth date in the middle. A net below the rule that nobody logs one. */
const CITIZEN_ID =
  /(?<![0-9A-Z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])\d{5}[\dXx](?![0-9A-Za-z])/g;
/** Nest tells its start-up story in dozens of lines. */
const CHATTY = new Set(['InstanceLoader', 'NestFactory', 'RouterExplorer', 'RoutesResolver']);
const SECRETS = ['authorization', 'token', 'signingSecret', 'password', 'databaseUrl'];

/** Nest's logger as JSON lines. A message may be an object: its fields become the line's. */
export class ServiceLogger implements LoggerService {
  private readonly pino: Logger;

  constructor(service: string, level: string, write: (line: string) => void = toStdout) {
    this.pino = pino(
      {
        level,
        base: { service },
        messageKey: 'msg',
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
        serializers: { err: errorFields },
        redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
      },
      { write: (line: string) => write(line.replace(CITIZEN_ID, '[identity number]')) },
    );
  }

  log(message: unknown, ...rest: unknown[]): void {
    const context = contextOf(rest);
    this.write(CHATTY.has(context) ? 'debug' : 'info', message, context);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, contextOf(rest));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, contextOf(rest));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, contextOf(rest));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, contextOf(rest));
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, contextOf(rest));
  }

  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    context: string,
  ): void {
    if (message instanceof Error) this.pino[level]({ context, err: message });
    else if (typeof message === 'object' && message !== null)
      this.pino[level]({ context, ...message });
    else this.pino[level]({ context }, String(message));
  }
}

/** Nest passes the context last, after a stack if there is one. */
function contextOf(rest: readonly unknown[]): string {
  const last = rest.at(-1);
  return typeof last === 'string' ? last : '';
}

function toStdout(line: string): void {
  process.stdout.write(line);
}
