import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../../../', import.meta.url));

/** A repository of planted files, laid out and configured as ours, in a temporary folder. */
export class PlantedRepository {
  private constructor(private readonly folder: string) {}

  static async of(files: Record<string, string>): Promise<PlantedRepository> {
    const folder = await mkdtemp(join(tmpdir(), 'yichu-planted-'));
    await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));
    await cp(join(repository, 'tsconfig.json'), join(folder, 'tsconfig.json'));
    const { type, imports, dependencies, devDependencies } = JSON.parse(
      await readFile(join(repository, 'package.json'), 'utf8'),
    ) as Record<string, unknown>;
    const manifest = JSON.stringify({ type, imports, dependencies, devDependencies });
    for (const [path, text] of Object.entries({ ...files, 'package.json': manifest })) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return new PlantedRepository(folder);
  }

  /** Runs one of our tools in it and gives back its report, read as JSON, whatever the exit code. */
  report(tool: string, args: readonly string[]): Promise<unknown> {
    const script = join(repository, 'node_modules', tool);
    return new Promise((resolve, reject) => {
      execFile(
        process.execPath,
        [script, ...args],
        { cwd: this.folder, maxBuffer: 64 * 1024 * 1024 },
        (error, stdout, stderr) => {
          if (stdout.startsWith('[') || stdout.startsWith('{')) resolve(JSON.parse(stdout));
          else reject(new Error(`${tool} gave no report: ${stderr || error?.message}`));
        },
      );
    });
  }

  /** A path as it stands in the repository, without the temporary folder. */
  pathOf(file: string): string {
    return file.replace(/^.*yichu-planted-[^/]*\//, '');
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
