import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

@Injectable()
export class LookScheduler implements OnApplicationBootstrap, OnModuleDestroy {
  onApplicationBootstrap(): void {}
  async onModuleDestroy(): Promise<void> {}
  wake(): void {}
  async drain(): Promise<void> {}
  async lookNow(_obligationId: string): Promise<void> {}
}
