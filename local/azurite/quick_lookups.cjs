// Loaded into Azurite before it starts, so that a table of many thousands of rows stays quick.
//
// Azurite keeps tables in LokiJS. It looks for a row by its partition first and then at each row in there, and for a
// range of rows it looks at the whole table. Both are told here to begin with the index of row keys, which Azurite has
// but does not use. What is found is the same: Azurite compares every row that the index names, as it did before.
"use strict";

const { createRequire } = require("node:module");

const azurite = createRequire(process.argv[1]);
const Loki = azurite("lokijs");
const Tables = azurite("./table/persistence/LokiTableMetadataStore.js").default;

const RANGE = /^PartitionKey eq '(?:[^']|'')*' and RowKey ge '((?:[^']|'')*)' and RowKey lt '((?:[^']|'')*)'$/;
const rows = Object.getPrototypeOf(new Loki("any").addCollection("any"));
const { findOne, chain } = rows;
let range = null;

rows.findOne = function (query) {
    const { PartitionKey, RowKey } = query ?? {};
    const isOneRow = PartitionKey !== undefined && RowKey !== undefined;
    return findOne.call(this, isOneRow ? { RowKey, PartitionKey } : query);
};

rows.chain = function (...rest) {
    const found = chain.apply(this, rest);
    return range === null ? found : found.find({ RowKey: { $between: range } });
};

// LokiJS puts texts that read like numbers before all others, so its order is that of row keys only among those that
// begin with the same letter; I is left out because of Infinity.
function rangeOf(filter) {
    const [, first, end] = RANGE.exec(filter ?? "") ?? [];
    if (first === undefined || first[0] !== end[0] || !/^[A-HJ-Za-z]/.test(first)) {
        return null;
    }
    return [first, end].map((text) => text.replaceAll("''", "'"));
}

const { queryTableEntities } = Tables.prototype;

Tables.prototype.queryTableEntities = function (context, account, table, options, ...rest) {
    range = rangeOf(options.filter);
    try {
        return queryTableEntities.call(this, context, account, table, options, ...rest); // looks before it returns
    } finally {
        range = null;
    }
};
