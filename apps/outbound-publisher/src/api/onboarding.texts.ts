/** Texts of setting streams up. */
export const onboardingTexts = {
  'zh-CN': {
    NOT_A_WEBHOOK: '该通道不是网络推送（webhook）通道，没有可核实或更改的推送地址。',
    NOT_PUSHED: '该通道由对方自行读取，不能设置推送速率。',
    TOO_MANY_STREAMS: '该机构自行开通的通道已达上限，如需更多请联系平台运营人员。',
    NO_SECRET: '该通道不使用签名密钥。',
    NOT_VERIFIED: '接收方尚未通过核实：请先调用 POST /v1/streams/{id}/verify。',
    ADDRESS_CHANGED: '核实期间推送地址已变更，请重新核实。',
  },
  en: {
    NOT_A_WEBHOOK: 'This stream is no webhook: it has no address to verify or to change.',
    NOT_PUSHED: 'This stream is read by its subscriber: it has no push rate to set.',
    TOO_MANY_STREAMS:
      'This subscriber has as many streams as it may open itself: ask operations for more.',
    NO_SECRET: 'This stream signs with no secret.',
    NOT_VERIFIED: 'The receiver has not been verified: call POST /v1/streams/{id}/verify first.',
    ADDRESS_CHANGED: 'The address changed while it was being verified: verify it again.',
  },
};
