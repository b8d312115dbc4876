import type { Program } from '../program.ts';
import { duckdb, sqlite } from './file-databases.ts';
import { mysql } from './mysql.ts';
import { cqlsh, redis, scripted, sqlcmd } from './other-clients.ts';
import { pgIsready, psql } from './postgres.ts';

/** Clients of databases. */
export const DATA_PROGRAMS: readonly Program[] = [cqlsh, duckdb, mysql, pgIsready, psql, redis, scripted, sqlcmd, sqlite];
