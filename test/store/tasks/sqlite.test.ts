import { conformance } from './conformance.ts';
import { openSqlitePool } from './sqlite-pool.ts';

conformance(openSqlitePool, 15);
