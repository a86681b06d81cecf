import { Command, Option } from 'commander';
import type { Language } from '#i18n';

export interface DemoOptions {
  /** Exit with the result. */
  once: boolean;
  /** Only JSON on stdout. */
  json: boolean;
  /** The stack alone, restarted when the code changes. */
  dev: boolean;
  /** The cases alone, against services and platforms that run already. */
  attach: boolean;
  lang: Language;
}

export interface Commands {
  demo: (options: DemoOptions) => Promise<void>;
  keys: (folder: string) => Promise<void>;
}

/** The command line: what each flag means is said here and nowhere else. */
export function commandLine(commands: Commands, language: Language): Command {
  const program = new Command('demo')
    .description('一处移除，处处移除 · One approved repair, removed everywhere, and proven.')
    .option('--once', '办完案例即退出，结果决定退出码 · exit with the result', false)
    .option('--json', '标准输出只有 JSON · only JSON on stdout', false)
    .option('--dev', '只启动服务，代码改动后重启 · the stack alone, restarted on change', false)
    .option('--attach', '对已在运行的服务办理案例 · the cases alone, see README', false)
    .addOption(
      new Option('--lang <language>', '语言 · language')
        .choices(['zh-CN', 'en'] satisfies Language[])
        .default(language),
    )
    .action((options: DemoOptions) => commands.demo(options));
  program
    .command('keys <folder>')
    .description('写入开发密钥，已有的保留 · write development keys, keep those that exist')
    .action((folder: string) => commands.keys(folder));
  return program;
}
