// What other FEEL and DMN engines make of the texts and values of bench_rule.c.
//   node feel.mjs ENGINE evaluate|filter|table      ENGINE: feelin, js-feel, dmn-eval-js
const [engine, work] = process.argv.slice(2);
const smoke = process.env.BENCH_MODE === 'smoke';
const rows = Array.from({ length: 1000 }, (_, i) => ({
  investment: (12345600 + i * 7919) / 100, land: (2750 + i * 13) / 10, staff: 20 + (i % 100),
}));
const firms = Array.from({ length: 1000 }, (_, i) => ({ name: 'firm', revenue: i, tax: (i * 7) / 100 }));
const texts = {
  evaluate: 'investment / land * 100 > 3500 and staff >= 50',
  filter: 'sum(firms[revenue > 500].tax)',
};
const seconds = smoke ? 0.05 : 2;

// Runs once until the time is over; the rate a second.
async function rate(once) {
  let count = 0;
  for (let i = 0; i < 20; i++) await once(i);
  const began = process.hrtime.bigint();
  let spent = 0;
  do {
    for (let i = 0; i < 20; i++) { const r = once(count++); if (r && r.then) await r; }
    spent = Number(process.hrtime.bigint() - began) / 1e9;
  } while (spent < seconds);
  return count / spent;
}

function tableText() {
  const names = ['staff', 'revenue', 'assets', 'years', 'sector'];
  const rules = Array.from({ length: 20 }, (_, r) => `<rule id="r${r}"><inputEntry><text>&gt;= ${200 - r * 10}</text></inputEntry><inputEntry><text>[${r * 100}..${4000 - r * 50})</text></inputEntry><inputEntry><text>&lt; ${90000 - r * 100}</text></inputEntry><inputEntry><text></text></inputEntry><inputEntry><text>"s${r % 5}", "s${(r + 1) % 5}"</text></inputEntry><outputEntry><text>"class ${r}"</text></outputEntry></rule>`).join('');
  const inputs = names.map((n, i) => `<input id="in${i}"><inputExpression typeRef="${n === 'sector' ? 'string' : 'number'}"><text>${n}</text></inputExpression></input>`).join('');
  return `<definitions xmlns="http://www.omg.org/spec/DMN/20151101/dmn.xsd" name="t" id="defs" namespace="t"><decision id="t" name="t"><decisionTable id="tt" hitPolicy="FIRST">${inputs}<output id="o" name="t" typeRef="string"/>${rules}</decisionTable></decision></definitions>`;
}
const question = (i) => ({ staff: i % 250, revenue: (i % 400000) / 100, assets: i % 100000, years: i % 20, sector: 's' + (i % 5) });

let once;
if (engine === 'feelin' && work !== 'table') {
  const { evaluate } = await import('feelin'); // it has no compiled form: a text is parsed each time
  once = work === 'evaluate' ? (i) => evaluate(texts.evaluate, rows[i % 1000]) : () => evaluate(texts.filter, { firms });
} else if (engine === 'js-feel' && work !== 'table') {
  const { default: load } = await import('js-feel');
  const feel = (typeof load === 'function' ? load() : load).feel;
  const parsed = feel.parse(texts[work]);
  once = work === 'evaluate' ? (i) => parsed.build({ ...rows[i % 1000] }) : () => parsed.build({ firms });
} else if (engine === 'dmn-eval-js' && work === 'table') {
  const { decisionTable } = (await import('@hbtgmbh/dmn-eval-js')).default;
  const decisions = await decisionTable.parseDmnXml(tableText());
  once = (i) => decisionTable.evaluateDecision('t', decisions, question(i));
} else {
  process.stderr.write('usage: feel.mjs feelin|js-feel evaluate|filter, or dmn-eval-js table\n');
  process.exit(2);
}
process.stdout.write(JSON.stringify({ rate: await rate(once) }) + '\n');
