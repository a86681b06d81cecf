import { findForgedCopy } from './forged-copy.js';

const ORDER = 'ord_01J9ZP0M3V6K8Q4T2R7X5W1Y9C';
const DECISION = 'dec_01J9ZP0M3V6K8Q4T2R7X5W1Y9D';
const LISTING = 'lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9E';

describe('finding the order that a forged message pretends to be', () => {
  it('given a copy of an order, when searched, then its ids are found', () => {
    const text = JSON.stringify({
      data: { orderId: ORDER, decisionId: DECISION, listingRef: LISTING },
    });
    expect(findForgedCopy(text)).toEqual({
      orderId: ORDER,
      decisionId: DECISION,
      listingRef: LISTING,
    });
  });

  it('given a copy that is cut off, when searched, then the order is still found', () => {
    expect(findForgedCopy(`{"data":{"orderId" : "${ORDER}","decisi`)).toEqual({
      orderId: ORDER,
      decisionId: null,
      listingRef: null,
    });
  });

  it.each(['', 'not json', '{"orderId":"ord_1"}', `{"orderId":"${LISTING}"}`, `{"id":"${ORDER}"}`])(
    'given %j, when searched, then it names no order',
    (text) => {
      expect(findForgedCopy(text)).toBeNull();
    },
  );
});
