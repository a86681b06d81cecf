import { RawTopics } from '#testing';

describe('raw topics', () => {
  it('given messages on several partitions, then all are read back with keys, bytes and headers', async () => {
    const raw = await RawTopics.open();
    expect(await raw.readAll('repair-orders')).toEqual([]);

    const sent = ['a', 'b', 'c', 'd'].map((key) => ({
      key,
      value: `of ${key}`,
      headers: { h: key },
    }));
    await raw.send('repair-orders', sent);

    const read = await raw.readAll('repair-orders');
    expect(
      read
        .map(({ key, value, headers }) => ({ key, value: value.toString(), headers }))
        .sort(byKey),
    ).toEqual(sent);
  });

  function byKey(one: { key: string }, other: { key: string }): number {
    return one.key.localeCompare(other.key);
  }
});
