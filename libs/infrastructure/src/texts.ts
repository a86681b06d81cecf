import { createTexts, type TextVars } from '#i18n';

const texts = createTexts({
  'zh-CN': {
    crashed: '清理上次异常结束的运行 {{id}}',
    'kafka-download': '下载 Apache Kafka {{version}}（43 MB，仅首次）',
    'kafka-jars': '  已下载 {{count}} 个文件',
    'no-engine': '没有可用的 Docker 引擎',
    pulling: '拉取镜像 {{images}}',
    'no-images': '镜像不可用：{{why}}',
    'no-container': '容器未能启动（{{why}}），改用内置版本',
    started: '{{part}}：{{description}}',
    'no-postgres':
      '无法启动 PostgreSQL：请安装 Docker，或用 DATABASE_URL 指定一台服务器（内置版本不可用：{{why}}）。',
    'no-kafka':
      '无法启动 Kafka：请安装 Java 17 和 Maven，或安装 Docker，或用 KAFKA_BROKERS 指定一台服务器（内置版本不可用：{{why}}）。',
    'no-url': 'YICHU_INFRA=url 需要同时设置 DATABASE_URL 和 KAFKA_BROKERS。',
    'no-docker':
      'YICHU_INFRA=docker 需要可用的 Docker 引擎，并能取得镜像 postgres:18 和 apache/kafka:4.1.1。',
    'service-restarted': '{{name}} 意外结束（{{why}}），正在原端口重新启动',
  },
  en: {
    crashed: 'cleaning up after the crashed run {{id}}',
    'kafka-download': 'fetching Apache Kafka {{version}} (43 MB, once)',
    'kafka-jars': '  {{count}} files so far',
    'no-engine': 'no Docker engine answers',
    pulling: 'pulling {{images}}',
    'no-images': 'the images cannot be had: {{why}}',
    'no-container': 'the container did not start ({{why}}), using the embedded server',
    started: '{{part}}: {{description}}',
    'no-postgres':
      'PostgreSQL cannot be started: install Docker, or name a server in DATABASE_URL (the embedded one failed: {{why}}).',
    'no-kafka':
      'Kafka cannot be started: install Java 17 and Maven, or Docker, or name a broker in KAFKA_BROKERS (the embedded one failed: {{why}}).',
    'no-url': 'YICHU_INFRA=url needs both DATABASE_URL and KAFKA_BROKERS.',
    'no-docker':
      'YICHU_INFRA=docker needs a Docker engine that has, or can pull, postgres:18 and apache/kafka:4.1.1.',
    'service-restarted': '{{name}} ended unexpectedly ({{why}}); starting it again on its port',
  },
});

export const { text } = texts;
export type TextKey = Parameters<typeof text>[0];
/** Tells people about progress, in the run's language. */
export type Say = (key: TextKey, vars?: TextVars) => void;
