import { handshakeTexts } from './handshake.texts.js';

/** Texts of setting streams up. */
export const onboardingTexts = {
  'zh-CN': {
    ...handshakeTexts['zh-CN'],
    NOT_A_WEBHOOK: '该通道不是网络推送（webhook）通道，没有可核实或更改的推送地址。',
    NOT_PUSHED: '该通道由对方自行读取，不能设置推送速率。',
    TOO_MANY_STREAMS:
      '该机构自行开通的通道已达上限：请停用不再使用的通道，如需更多请联系平台运营人员。',
    LAST_STREAM: '这是该机构接收变更的最后一个启用的通道，不能自行停用：请先开通另一个通道。',
    OWN_STATUS: '机构只能停用本机构的通道；暂停、恢复请联系平台运营人员。',
    NO_SECRET: '该通道不使用签名密钥。',
    NOT_VERIFIED: '接收方尚未通过核实：请先调用 POST /v1/streams/{id}/verify。',
    ADDRESS_CHANGED: '推送地址已变更：请查看现在的地址，再行核实或担保。',
    URL_CREDENTIALS: '地址中不得含有用户名或密码。',
    OVERLAP_RUNS:
      '上一次更换尚未结束：旧密钥在 {{until}} 之前继续签名。请届时再更换；未收到上次答复中的新密钥的，请带 "replaceNewest": true；确需立即作废该旧密钥的，请带 "dropPrevious": true。',
    NO_OVERLAP:
      '没有进行中的更换：现用密钥是唯一的密钥，不能直接替换。请去掉 replaceNewest，按通常方式更换。',
    NOT_BOTH: '只能二者选一：replaceNewest 保留旧密钥，dropPrevious 作废旧密钥。',
    SETUP_BUSY: '该通道的核实、测试或更换正在进行，请待其结束后再试。',
    SETUP_PACE:
      '核实、测试与更换过于频繁：每种每分钟，每个通道约六次，全部通道合计约十二次；请在 Retry-After 所示时间之后再试。',
  },
  en: {
    ...handshakeTexts.en,
    NOT_A_WEBHOOK: 'This stream is no webhook: it has no address to verify or to change.',
    NOT_PUSHED: 'This stream is read by its subscriber: it has no push rate to set.',
    TOO_MANY_STREAMS:
      'This subscriber has as many streams as it may open itself: disable what is not used, or ask operations for more.',
    LAST_STREAM:
      'This is the last enabled stream by which this subscriber is told of changes: open another one before you disable it.',
    OWN_STATUS:
      'A subscriber may only disable a stream of its own: ask operations to pause or to resume it.',
    NO_SECRET: 'This stream signs with no secret.',
    NOT_VERIFIED: 'The receiver has not been verified: call POST /v1/streams/{id}/verify first.',
    ADDRESS_CHANGED:
      'The address is another one by now: look at it, and verify or vouch for it again.',
    URL_CREDENTIALS: 'An address must not hold a user name or a password.',
    OVERLAP_RUNS:
      'The last rotation is still under way: the former secret signs until {{until}}. Rotate then; say "replaceNewest": true if its new secret never reached you, or "dropPrevious": true to end the former one now.',
    NO_OVERLAP:
      'No rotation is under way: the present secret is the only one, and is not replaced at once. Rotate without replaceNewest.',
    NOT_BOTH: 'Only one of the two: replaceNewest keeps the former secret, dropPrevious ends it.',
    SETUP_BUSY:
      'This stream is being verified, tested or changed: try again when that has come to its end.',
    SETUP_PACE:
      'You verify, test or change too often: each about six times a minute on one stream, and twelve on all of yours. Try again after Retry-After.',
  },
};
