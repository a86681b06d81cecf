import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '#bootstrap';
import { TrustedKeys } from '#signing';
import { PublisherSettings } from '../config.js';
import { OPENABLE_CHANNELS } from '../domain/stream.js';
import { examples } from './examples.js';

const CACHE_FOR_FIVE_MINUTES = 'public, max-age=300';

/** What a subscriber's software needs to know before it talks to us. */
@ApiTags('discovery')
@Public()
@Controller('.well-known')
export class DiscoveryController {
  constructor(
    private readonly trusted: TrustedKeys,
    private readonly settings: PublisherSettings,
  ) {}

  @ApiOperation({
    summary: 'Public keys: of the registry, which signs changes, and of the publisher',
  })
  @ApiOkResponse({ example: examples.jwks })
  @Header('cache-control', CACHE_FOR_FIVE_MINUTES)
  @Get('jwks.json')
  jwks(): object {
    return this.trusted.publicJwks(['registry', 'publisher']);
  }

  @ApiOperation({ summary: 'Addresses and capabilities' })
  @ApiOkResponse({ example: configurationOf('https://publisher.example') })
  @Header('cache-control', CACHE_FOR_FIVE_MINUTES)
  @Get('yichu-configuration')
  configuration(): object {
    return configurationOf(this.settings.publicUrl);
  }
}

function configurationOf(publicUrl: string) {
  return {
    issuer: publicUrl,
    jwks_uri: `${publicUrl}/.well-known/jwks.json`,
    openapi_uri: `${publicUrl}/openapi.json`,
    delivery_methods_supported: [...OPENABLE_CHANNELS],
    events_endpoint: `${publicUrl}/v1/streams/{id}/events`,
    commit_endpoint: `${publicUrl}/v1/streams/{id}/commit`,
    seek_endpoint: `${publicUrl}/v1/streams/{id}/seek`,
    stream_endpoint: `${publicUrl}/v1/streams/{id}`,
    verification_endpoint: `${publicUrl}/v1/streams/{id}/verify`,
    test_endpoint: `${publicUrl}/v1/streams/{id}/test`,
    secret_rotation_endpoint: `${publicUrl}/v1/streams/{id}/rotate-secret`,
    attempts_endpoint: `${publicUrl}/v1/streams/{id}/attempts`,
    snapshots_endpoint: `${publicUrl}/v1/streams/{id}/snapshots/latest`,
    kafka_endpoint: `${publicUrl}/v1/streams/{id}/kafka`,
    receipts_endpoint: `${publicUrl}/v1/receipts`,
    obligations_endpoint: `${publicUrl}/v1/obligations`,
    signature_versions_supported: ['v1', 'v1a'],
    event_signature_header: 'yichu-event-jws',
    manifest_signature_header: 'yichu-manifest-jws',
    delivery_claims_header: 'yichu-delivery',
    authorization_schemes: [{ spec_urn: 'urn:ietf:rfc:6750' }],
  };
}
