/** Texts of the rules about snapshots. */
export const snapshotTexts = {
  'zh-CN': {
    NOT_A_SNAPSHOT_STREAM: '该通道不是快照通道。',
    SNAPSHOT_STREAM_NOT_ENABLED: '该快照通道当前状态为 {{status}}，启用后方可下载。',
    SNAPSHOT_GONE: '没有该编号的快照，请改取最新快照。',
    SNAPSHOT_FILE_GONE: '该编号的快照没有此文件，请改取最新快照。',
    SNAPSHOT_HELD: '名单短时间内减少较多，快照待人工核对后发布，请稍后重试。',
    SNAPSHOT_UNDER_WAY: '快照正在生成，请稍后重试。',
    SNAPSHOT_NOT_HELD: '该快照未处于待核对状态。',
    RANGE: '所请求的字节范围超出文件长度。',
  },
  en: {
    NOT_A_SNAPSHOT_STREAM: 'This stream is not for snapshots.',
    SNAPSHOT_STREAM_NOT_ENABLED:
      'This snapshot stream is {{status}}; once it is enabled its files can be fetched.',
    SNAPSHOT_GONE: 'There is no snapshot of this number: fetch the latest one instead.',
    SNAPSHOT_FILE_GONE:
      'The snapshot of this number has no such file: fetch the latest one instead.',
    SNAPSHOT_HELD:
      'Much has left the list at once, so that an operator looks at the snapshot first. Try again later.',
    SNAPSHOT_UNDER_WAY: 'The snapshot is being made. Try again later.',
    SNAPSHOT_NOT_HELD: 'This snapshot is not held.',
    RANGE: 'The file has no such bytes.',
  },
};
