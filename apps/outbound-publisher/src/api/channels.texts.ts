/** Texts of the feed's and the Kafka channel's own rules. */
export const channelsTexts = {
  'zh-CN': {
    CALLER_PACE: '请求过于频繁，请稍后再试；读取变更时请使用 wait 参数等待，不要反复查询。',
    WRITE_PACE: '补发或移动读取起点过于频繁：每秒一次为宜，请在 Retry-After 所示时间之后再试。',
    RECEIPTS_PACE: '回执提交过于频繁，请稍后再试；多条回执请合并在一次请求中提交（最多 500 条）。',
    LONG_POLLS: '该通道上等待中的读取过多，请先结束其中一些，再行读取。',
    NOT_KAFKA: '该通道不是 Kafka 通道。',
    ONE_TOPIC: '该机构已有 Kafka 通道：每个机构只有一个主题。',
    KAFKA_AWAY: '消息系统暂时不可用，主题未能建立，通道未开通，请稍后重试。',
  },
  en: {
    CALLER_PACE:
      'You are asking too often. Try again later, and read changes with `wait` in place of asking again and again.',
    WRITE_PACE:
      'You resend or seek too often: about once a second, in the long run. Try again after Retry-After.',
    RECEIPTS_PACE:
      'Receipts come too often. Try again later, and send many in one request (up to 500).',
    LONG_POLLS:
      'Too many reads of this stream are waiting. End some of them before you start another.',
    NOT_KAFKA: 'This is not a Kafka stream.',
    ONE_TOPIC:
      'This subscriber has a Kafka stream already: there is one topic for each subscriber.',
    KAFKA_AWAY:
      'Kafka is away, so that the topic could not be made. The stream was not opened; please try again later.',
  },
};
