import { Controller, Get, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { conflict, CurrentActor, PathId, Roles, type Actor } from '#bootstrap';
import { CallerPaceGuard } from '../callers/pace-guards.js';
import { PublisherSettings } from '../config.js';
import type { KafkaAccess } from '../domain/kafka-access.js';
import { FindSubscribers } from '../use-cases/find-subscribers.js';
import { CurrentTokenGuard } from './current-token.guard.js';
import { requireOwn } from './own-matters.js';
import { kafkaResponse } from './responses.js';

/** What a stream of the Kafka channel has that others have not. */
@ApiTags('streams')
@UseGuards(CallerPaceGuard, CurrentTokenGuard)
@Controller('v1/streams')
export class KafkaController {
  constructor(
    private readonly find: FindSubscribers,
    private readonly settings: PublisherSettings,
  ) {}

  @ApiOperation({ summary: 'How to read the topic, and the ACLs that operations give its reader' })
  @ApiOkResponse({
    example: {
      topic: 'yichu.subscriber.sub_01j00000000000000000000000.v1',
      bootstrapServers: ['kafka.example:9092'],
      partitions: 1,
      groupPrefix: 'sub_01j00000000000000000000000.',
      principal: 'User:sub_01J00000000000000000000000',
      acls: ['kafka-acls.sh --bootstrap-server …'],
    },
  })
  @Roles('operations', 'subscriber')
  @Get(':id/kafka')
  async access(@PathId('str') id: string, @CurrentActor() actor: Actor): Promise<KafkaAccess> {
    const { subscriberId, topic } = await this.find.stream(id);
    requireOwn(actor, subscriberId);
    if (topic === null) throw conflict('NOT_KAFKA');
    return kafkaResponse(subscriberId, topic, this.settings.subscriberBrokers);
  }
}
