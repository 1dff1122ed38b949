// What Excel, WPS and LibreOffice put on the clipboard: cells apart by tabs, rows by CRLF or LF, a last line end that is no row, cells
// with tabs, line ends or quotes in quotes, quotes in them doubled. And the same rows as CSV, for the import.

export function tsvRows(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  const end = (): void => {
    rows[rows.length - 1]!.push(cell)
    cell = ''
  }
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (quoted) {
      if (c !== '"') cell += c
      else if (text[i + 1] === '"') cell += text[++i]!
      else quoted = false
    } else if (c === '"' && cell === '') quoted = true
    else if (c === '\t') end()
    else if (c === '\n' || c === '\r') {
      if (c === '\r' && text[i + 1] === '\n') i++
      end()
      rows.push([])
    } else cell += c
  }
  if (cell !== '' || rows[rows.length - 1]!.length) end()
  else rows.pop()
  return rows
}

export function csvOf(rows: string[][]): string {
  return rows.map((row) => row.map((cell) => (/[",\n\r]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell)).join(',')).join('\r\n') + '\r\n'
}
