/** Of resends and replays. */
export const failureTexts = {
  'zh-CN': {
    NEWER_VERSION: '该事项已有更新的版本，请重发 newer 所示的事项。',
    REDACTED: '该变更的内容已按保存期限清除，无法重发。',
    NO_PUSH_STREAM: '该机构没有可推送的通道，请先开通或启用。',
    TOO_MANY_RESENDS: '待重发的事项过多，请待其送达后再试。',
    REPLAY_OF_WHAT: '请至少指明机构、通道、名单记录、时间范围或状态之一。',
    EMPTY_RANGE: '截止时间应晚于起始时间。',
    UNKNOWN_STREAM: '没有这个通道，或其不属于该机构。',
    UNKNOWN_SUBSCRIBER: '没有这个机构。',
    UNKNOWN_LISTING: '我方不知道这条记录，请核对编号。',
    NOT_PUSHED_TO: '该通道不接收推送，由机构自行读取。',
    REPLAY_ENDED: '该次重放已经结束。',
  },
  en: {
    NEWER_VERSION: 'A newer version says what counts: resend the one named under newer.',
    REDACTED: 'The bytes of this change were redacted by retention; they cannot be sent again.',
    NO_PUSH_STREAM: 'This subscriber has no stream that pushes: open or enable one first.',
    TOO_MANY_RESENDS: 'Too much waits to be sent again: ask again when it has arrived.',
    REPLAY_OF_WHAT: 'Name a subscriber, a stream, a listing, a time range or a state at least.',
    EMPTY_RANGE: 'The end must be later than the start.',
    UNKNOWN_STREAM: 'There is no such stream, or it is not of this subscriber.',
    UNKNOWN_SUBSCRIBER: 'There is no such subscriber.',
    UNKNOWN_LISTING: 'We know no such listing; check its id.',
    NOT_PUSHED_TO: 'Nothing is pushed to this stream: its subscriber reads it.',
    REPLAY_ENDED: 'This replay has ended already.',
  },
};
