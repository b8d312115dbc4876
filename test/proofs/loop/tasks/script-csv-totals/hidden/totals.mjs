import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

const SCRIPT = path.join(import.meta.dirname, '../totals.mjs');

function totals(text) {
  const dir = mkdtempSync(path.join(tmpdir(), 'totals-'));
  try {
    writeFileSync(path.join(dir, 'some.csv'), text);
    const { status, stdout } = spawnSync(process.execPath, [SCRIPT, path.join(dir, 'some.csv')], { encoding: 'utf8' });
    assert.equal(status, 0);
    return stdout;
  } finally {
    rmSync(dir, { recursive: true });
  }
}

test('cents do not drift', () => {
  const lines = Array.from({ length: 30 }, () => 'A,x,0.10').join('\n');
  assert.equal(totals(`region,customer,amount\n${lines}\n`), 'A\t3.00\ntotal\t3.00\n');
});

test('columns are found by their names, and a region may be quoted', () => {
  assert.equal(totals('amount,region\n1.25,"West, far"\n2,"West, far"\n'), 'West, far\t3.25\ntotal\t3.25\n');
});

test('a line break in quotes is part of the field, and lines may end with CRLF', () => {
  assert.equal(totals('region,customer,amount\r\nB,"two\r\nlines",5\r\nA,"say ""hi""",1\r\n'), 'A\t1.00\nB\t5.00\ntotal\t6.00\n');
});

test('amounts below zero count, and the last line needs no end', () => {
  assert.equal(totals('region,customer,amount\nA,x,10\nA,y,-2.50'), 'A\t7.50\ntotal\t7.50\n');
});

test('no rows give a total of nothing', () => {
  assert.equal(totals('region,customer,amount\n'), 'total\t0.00\n');
});
