import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { ListingsImported } from '#contracts';
import { done, On, type Consumed, type Outcome } from '#messaging';
import { ProjectImport } from '../use-cases/project-import.js';

/** A court's whole list was taken over (基线导入): know its listings, and tell nobody. */
@Controller()
export class OnListingsImported {
  constructor(private readonly projectImport: ProjectImport) {}

  @On('listing-changes', 'listings.imported.v1')
  async handle(@Payload() event: ListingsImported, @Ctx() consumed: Consumed): Promise<Outcome> {
    await this.projectImport.run(consumed.tx, event);
    return done();
  }
}
