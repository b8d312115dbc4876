/** Words of SQL by what they may do in a query, as all dialects together have them. */

function words(listed: string): ReadonlySet<string> {
  return new Set(listed.split(' '));
}

/** In one statement they change something, read or write files, or lead to where secrets are kept, in one dialect or another. */
export const BANNED = words(
  'insert update delete drop create alter truncate merge grant revoke call exec execute copy load attach detach install pragma vacuum lock kill shutdown prepare import export ' +
    'into outfile dumpfile procedure edit ' +
    // Tables that are files or connections.
    'fsdir zipfile lsmode fts3tokenize openrowset opendatasource openquery openxml ' +
    // Tables that hold logins.
    'mysql pg_shadow pg_authid pg_user_mapping pg_user_mappings pg_subscription pg_hba_file_rules pg_file_settings pg_largeobject user_mapping_options foreign_server_options ' +
    'authentication_string sql_logins syslogins sys_logins linked_logins slave_master_info system_auth roles_cache',
);

/** They begin another statement where none needs a semicolon. */
export const STATEMENTS = words(
  'add backup begin break bulk checkpoint close commit continue conversation dbcc deallocate declare deny disable enable fetch get go goto if move open print raiserror ' +
    'readtext receive reconfigure restore return revert rollback save send set setuser throw updatetext use waitfor while writetext',
);

/** They may stand before a parenthesis without being called. */
export const BEFORE_PARENTHESIS = words(
  'select from where and or not in as on using values over exists any all some case when then else join union except intersect by having limit offset distinct between like ilike ' +
    'filter within partition is interval varchar char nvarchar decimal numeric with',
);

/** They compute from what they are given, or from the rows. */
export const FUNCTIONS = words(
  'count sum avg min max total group_concat string_agg array_agg json_agg jsonb_agg json_group_array json_group_object json_object json_array json_extract json_array_length json_type json_valid ' +
    'jsonb_array_length json_build_object jsonb_build_object row_to_json to_json to_jsonb coalesce nullif ifnull isnull iif nvl length char_length character_length octet_length len lower upper substr substring ' +
    'trim ltrim rtrim lpad rpad left right replace instr position strpos charindex concat concat_ws reverse printf hex quote unicode ascii initcap split_part ' +
    'abs round floor ceil ceiling mod power sqrt sign exp ln log log10 log2 greatest least random rand ' +
    'date time datetime julianday strftime timestamp unixepoch now curdate curtime current_date current_time current_timestamp date_trunc date_part date_format date_add date_sub dateadd datediff datepart ' +
    'getdate extract age year month day dayofweek hour minute second week quarter to_char to_date to_timestamp to_number from_unixtime unix_timestamp str_to_date timestampdiff ' +
    'row_number rank dense_rank ntile lag lead first_value last_value nth_value percent_rank cume_dist percentile_cont percentile_disc median mode stddev stddev_pop stddev_samp variance var_pop var_samp ' +
    'cast convert try_cast typeof version sqlite_version current_database current_schema current_user database schema user bool_and bool_or every ' +
    'pg_size_pretty pg_database_size pg_total_relation_size pg_relation_size pg_table_size pg_indexes_size generate_series unnest array_length cardinality string_to_array array_to_string ' +
    'pragma_table_info pragma_index_list pragma_foreign_key_list object_id object_name db_name',
);

/** What a value is made into. */
export const TYPES = words(
  'text int integer bigint smallint numeric decimal real float double date time timestamp timestamptz boolean bool json jsonb uuid varchar char interval regclass',
);

/** The first words of what only tells something, by dialect. */
export const OPENINGS: Readonly<Record<'ansi' | 'sqlite' | 'duckdb' | 'postgres' | 'mysql' | 'tsql', ReadonlySet<string>>> = {
  ansi: words('select with'),
  sqlite: words('select with explain values'),
  duckdb: words('select with explain describe show values from summarize'),
  postgres: words('select with explain show values table'),
  mysql: words('select with explain describe desc show table'),
  tsql: words('select with'),
};

export type Dialect = keyof typeof OPENINGS;

/** What stands behind `show`: the rest of such statements tells grants, logins and variables that may hold secrets. */
export const SHOWN = words(
  'databases schemas tables columns fields index indexes keys engines warnings errors count full table server_version server_encoding client_encoding search_path timezone max_connections ' +
    'work_mem shared_buffers transaction_isolation statement_timeout processlist collation variables status global session',
);
