import { Body, Controller, Patch, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentActor, PathId, Roles, type Actor } from '#bootstrap';
import { ChangeContract, type ChangedContract } from '../use-cases/change-contract.js';
import { contractEditOf, ContractEditRequest } from './contract.requests.js';
import { CurrentTokenGuard } from './current-token.guard.js';

/** What was agreed with a subscriber, when it changes. */
@ApiTags('subscribers')
@UseGuards(CurrentTokenGuard)
@Controller('v1/subscribers')
export class ContractsController {
  constructor(private readonly changeContract: ChangeContract) {}

  @ApiOperation({
    summary: "Change parts of a subscriber's contract, from an exact place between two changes on",
    description:
      'Parts that are given replace the old ones whole; the others stay. No obligation that exists is lost or ' +
      'gets another deadline. `from` says where the new contract begins to hold: after that place in the intake, and ' +
      "from that one of the subscriber's offsets on. `toTakeBySnapshot` counts listings that are listed now and that " +
      'only the new scope covers: nobody is told of them one by one. `leftOut` counts those that only the old scope covered: ' +
      'what undoes them still comes to whoever was told of them.',
  })
  @ApiOkResponse({
    example: {
      id: 'sub_01J00000000000000000000000',
      version: 2,
      contract: {
        scope: { regions: ['皖'] },
        lookup: { urlTemplate: 'https://127.0.0.1:4101/lookup?ref={listingRef}' },
        probe: { consent: true, settleSeconds: 60 },
        independentSource: false,
        stateTransfer: false,
      },
      from: { position: 1200, offset: 7 },
      toTakeBySnapshot: 31,
      leftOut: 0,
    },
  })
  @Roles('operations')
  @Patch(':id/contract')
  edit(
    @PathId('sub') id: string,
    @Body() request: ContractEditRequest,
    @CurrentActor() actor: Actor,
  ): Promise<ChangedContract> {
    const { version } = request;
    return this.changeContract.run(id, { version, edit: contractEditOf(request) }, actor.sub);
  }
}
