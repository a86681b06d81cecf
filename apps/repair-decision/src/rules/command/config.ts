/** From where the command was called: npm itself changes to the checkout. */
export function readCallersFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env['INIT_CWD'] || process.cwd();
}
