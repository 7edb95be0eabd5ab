// Reads {"tables": {name: schema}, "queries": {name: text}}; writes {name: [[line, sentence], …]}, empty for a good query.
require("@kusto/language-service-next/bridge.min");
require("@kusto/language-service-next/Kusto.Language.Bridge.min");

const { GlobalState, KustoCode, Symbols } = Kusto.Language;
const { tables, queries } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const symbols = Object.entries(tables).map(([name, schema]) => Symbols.TableSymbol.From(schema).WithName(name));
const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor("workspace", symbols));

const faultsOf = (text) =>
  Bridge.toArray(KustoCode.ParseAndAnalyze(text, globals).GetDiagnostics()).map((each) => [
    text.slice(0, each.Start).split("\n").length,
    each.Message,
  ]);

const told = Object.fromEntries(Object.entries(queries).map(([name, text]) => [name, faultsOf(text)]));
process.stdout.write(JSON.stringify(told));
