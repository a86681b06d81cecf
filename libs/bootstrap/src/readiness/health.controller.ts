import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { register } from 'prom-client';
import { Public } from '../auth/roles.js';
import { Problem } from '../problems/problem.js';
import { Readiness } from './readiness.js';

/** What machines ask a service about itself. */
@ApiExcludeController()
@Public()
@Controller()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** 200 while the process runs. */
  @Get('healthz')
  health(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 200 when the service can do its work, else 503 with `reasons`. */
  @Get('readyz')
  async ready(): Promise<{ ready: true }> {
    const reasons = await this.readiness.reasons();
    if (reasons.length > 0) {
      throw new Problem(503, 'NOT_READY', { extensions: { ready: false, reasons } });
    }
    return { ready: true };
  }

  /** Prometheus text format. */
  @Get('metrics')
  @Header('content-type', register.contentType)
  metrics(): Promise<string> {
    return register.metrics();
  }
}
