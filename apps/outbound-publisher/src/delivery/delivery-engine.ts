import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

@Injectable()
export class DeliveryEngine implements OnApplicationBootstrap, OnModuleDestroy {
  onApplicationBootstrap(): void {}
  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }
  wake(): void {}
  async drain(): Promise<void> {}
  async stop(): Promise<void> {}
}
