import { findForgedCopy } from './forged-copy.js';

const ORDER = 'ord_01J9ZP0M3V6K8Q4T2R7X5W1Y9C';
const DECISION = 'dec_01J9ZP0M3V6K8Q4T2R7X5W1Y9D';
const LISTING = 'lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9E';

describe('finding the order that a forged message pretends to be', () => {
  it('given a copy of an order, when searched, then its ids are found', () => {
    const text = JSON.stringify({
      type: 'order.issued.v1',
      data: { orderId: ORDER, decisionId: DECISION, listingRef: LISTING },
    });
    expect(findForgedCopy(text)).toEqual({
      orderId: ORDER,
      decisionId: DECISION,
      listingRef: LISTING,
    });
  });

  it('given a copy without its decision and listing, when searched, then the order is still found', () => {
    expect(
      findForgedCopy(`{ "data": {"orderId" : "${ORDER}"}, "type" : "order.issued.v1" }\n`),
    ).toEqual({
      orderId: ORDER,
      decisionId: null,
      listingRef: null,
    });
  });

  it.each([
    ['is cut off', `{"type":"order.issued.v1","data":{"orderId":"${ORDER}","decisi`],
    [
      'is of a version that is not known',
      `{"type":"order.issued.v9","data":{"orderId":"${ORDER}"}}`,
    ],
  ])('given a message that %s, when searched, then it is nobody to be told of', (_, text) => {
    expect(findForgedCopy(text)).toBeNull();
  });

  it.each([
    '',
    'not json',
    '{"type":"order.issued.v1","orderId":"ord_1"}',
    `{"type":"order.issued.v1","orderId":"${LISTING}"}`,
    `{"type":"order.issued.v1","id":"${ORDER}"}`,
  ])('given %j, when searched, then it names no order', (text) => {
    expect(findForgedCopy(text)).toBeNull();
  });
});
