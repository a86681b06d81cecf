import type { PlatformRecord } from './platform-store.js';

/** The public page: what anybody can see here, which is all that a look can prove. */
export function page(name: string, records: readonly PlatformRecord[]): string {
  const rows = [...records]
    .sort((a, b) => b.changedAt.localeCompare(a.changedAt))
    .map(row)
    .join('');
  const empty = '<tr><td colspan="5" class="none">当前没有公示中的失信被执行人信息。</td></tr>';
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(name)} · 失信被执行人信息查询</title>
<style>
  :root { color-scheme: light; font: 16px/1.6 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #1f2937; }
  body { margin: 0; background: #f5f6f8; }
  main { max-width: 78rem; margin: 0 auto; padding: 2rem 1rem; }
  h1 { font-size: 1.4rem; margin: 0; }
  p { color: #6b7280; margin: .25rem 0 1.5rem; }
  .sheet { background: #fff; border-radius: .5rem; box-shadow: 0 1px 3px #0002; overflow-x: auto; }
  table { width: 100%; border-collapse: collapse; }
  th, td { text-align: left; padding: .7rem 1rem; border-bottom: 1px solid #eef0f3; white-space: nowrap; }
  th { font-weight: 600; color: #4b5563; background: #fafbfc; }
  tr:last-child td { border-bottom: 0; }
  .none { color: #6b7280; text-align: center; padding: 2.5rem; }
  code { font-size: .85em; color: #6b7280; }
</style>
</head>
<body>
<main>
<h1>${text(name)}</h1>
<p>失信被执行人信息查询 · 公示中 ${records.length} 条</p>
<div class="sheet">
<table>
<thead><tr><th>被执行人</th><th>统一社会信用代码</th><th>执行法院</th><th>案号</th><th>编号</th></tr></thead>
<tbody>${rows || empty}</tbody>
</table>
</div>
</main>
</body>
</html>
`;
}

function row(record: PlatformRecord): string {
  const cells = [record.subject, record.uscc ?? '—', record.court, record.caseNumber].map(
    (each) => `<td>${text(each)}</td>`,
  );
  return `<tr>${cells.join('')}<td><code>${text(record.listingRef)}</code></td></tr>`;
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Everything on the page came from outside. */
function text(value: string): string {
  return value.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}
