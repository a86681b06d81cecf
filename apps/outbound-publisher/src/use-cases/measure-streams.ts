import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { StreamLagStore } from '../storage/stream-lag.store.js';
import { ScrapedGauges } from './scraped-gauges.js';

const SECOND = 1000;

/** Gauges of the streams: how far each is behind, since when, and which are not being pushed to. */
@Injectable()
export class MeasureStreams {
  constructor(streams: StreamLagStore, clock: Clock) {
    const gauges = new ScrapedGauges(() => streams.read());
    const secondsSince = (then: Date | null): number =>
      then ? Math.max(0, (clock.now().getTime() - then.getTime()) / SECOND) : 0;
    gauges.add(
      'yichu_streams',
      'Streams by channel and status.',
      ['channel', 'status'],
      (gauge, { counts }) => {
        for (const { channel, status, count } of counts) gauge.set({ channel, status }, count);
      },
    );
    gauges.add(
      'yichu_stream_lag',
      'Changes not pushed yet or tried again, or not read yet: of the 50 most lagging streams.',
      ['stream', 'channel', 'status'],
      (gauge, { lagging }) => {
        for (const { id: stream, channel, status, lag } of lagging) {
          gauge.set({ stream, channel, status }, lag);
        }
      },
    );
    gauges.add(
      'yichu_stream_lag_seconds',
      'How long the first of these changes has been there.',
      ['stream', 'channel', 'status'],
      (gauge, { lagging }) => {
        for (const { id: stream, channel, status, since } of lagging) {
          gauge.set({ stream, channel, status }, secondsSince(since));
        }
      },
    );
    gauges.add(
      'yichu_breakers',
      'Streams by the state of their breaker.',
      ['state'],
      (gauge, { breakers }) => {
        for (const state of ['closed', 'open', 'half-open']) gauge.set({ state }, 0);
        for (const { state, count } of breakers) gauge.set({ state }, count);
      },
    );
    gauges.add(
      'yichu_stream_breaker_open',
      'Streams that are not pushed to because too much failed, 50 at most.',
      ['stream'],
      (gauge, { broken }) => {
        for (const stream of broken) gauge.set({ stream }, 1);
      },
    );
  }
}
