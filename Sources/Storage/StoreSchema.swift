import SQLite

/// The tables of the store's file, `patchbay.db`, readable with the `sqlite3` shell at any time.
///
/// `deliveries` holds what has not ended; a row goes when its delivery ends. What
/// comes by a source has no index beside the key: the order, the due times and the leases are in
/// memory, rebuilt at the start. After a restart whatever was leased is ready again. Times are milliseconds since 1970 in UTC:
/// `SELECT id, function, datetime(due_at / 1000, 'unixepoch') FROM deliveries;`
///
/// `dead_letters` holds what failed for good, in the order of dying, and `cron_marks` the scheduled
/// instant up to which each cron source has fired. `mqtt_subscriptions` holds what brokers may keep
/// for each client, so that what the manifest names no more is given up. `ledger` holds what was
/// decided about events, many in a row, for a row each would cost more than most events do:
/// `SELECT value FROM ledger, json_each(records) WHERE value ->> 'event' = '…';`
/// `history` holds events that were taken in, where the manifest wants that.
/// `results` holds what came of deliveries that may be asked for after their end.
/// What a column means is written beside it, in the file too (`.schema`).
enum StoreSchema {
  /// `PRAGMA user_version`: the version of the tables below.
  static let version = Int64(steps.count + 1)
  /// `PRAGMA application_id`: `Ptch`, which tells the file from others.
  static let applicationID: Int64 = 0x5074_6368

  /// Settings that stay in the file, to be made before there is a table.
  static let creation = """
    PRAGMA auto_vacuum = INCREMENTAL;
    PRAGMA journal_mode = WAL;
    """

  /// Settings of the connection that writes. FULL makes each commit durable in itself
  /// (`StoreFile` goes down to NORMAL for what may be lost with the power); the rest bounds the log
  /// and the cache. Debian's SQLite overwrites deleted bytes unless told not to.
  static let settings = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 8000;
    PRAGMA journal_size_limit = 134217728;
    PRAGMA secure_delete = OFF;
    PRAGMA cache_size = -65536;
    """

  static let tables = """
    CREATE TABLE deliveries (
      token INTEGER PRIMARY KEY,      -- ascends in order of arrival
      function TEXT NOT NULL,         -- the queue
      version INTEGER,                -- of the function; NULL for latest
      due_at INTEGER NOT NULL,        -- not attempted before, in milliseconds since 1970
      accepted_at INTEGER NOT NULL,   -- in milliseconds since 1970
      line TEXT,                      -- the key by which its association is ordered; NULL by none
      place INTEGER,                  -- the token whose place in the line it takes; NULL its own
      attempts INTEGER NOT NULL,      -- made so far
      id TEXT NOT NULL,               -- of the delivery
      event_id TEXT NOT NULL,
      association TEXT,               -- NULL where the event came without a source
      shard TEXT,                     -- partition or key that workers are sharded by
      head TEXT NOT NULL,             -- the event's attributes, as header lines
      request BLOB,                   -- of a passthrough target
      data BLOB                       -- the event's payload
    ) STRICT;
    CREATE TABLE dead_letters (
      position INTEGER PRIMARY KEY AUTOINCREMENT,  -- ascends in order of dying
      function TEXT NOT NULL,
      version INTEGER,
      died_at INTEGER NOT NULL,       -- in milliseconds since 1970
      status INTEGER,                 -- of the last attempt: HTTP or exit; NULL where none came
      reason TEXT NOT NULL,
      due_at INTEGER NOT NULL,        -- of the last attempt
      accepted_at INTEGER NOT NULL,
      line TEXT,
      place INTEGER,                  -- its token, or the one whose place it took
      holds INTEGER,                  -- 1 while it holds those of its line that come after it
      attempts INTEGER NOT NULL,      -- the last one included
      id TEXT NOT NULL,
      event_id TEXT NOT NULL,
      association TEXT,
      shard TEXT,
      head TEXT NOT NULL,
      request BLOB,
      data BLOB
    ) STRICT;
    \(redrives)
    CREATE TABLE cron_marks (
      source TEXT PRIMARY KEY,
      fired_until INTEGER NOT NULL    -- scheduled instant, in milliseconds since 1970
    ) STRICT, WITHOUT ROWID;
    \(subscriptions)
    \(pauses)
    \(recent)
    \(ledger)
    \(results)
    \(history)
    \(replays)
    PRAGMA application_id = \(applicationID);
    PRAGMA user_version = \(version);
    """

  /// New in version 2.
  private static let subscriptions = """
    CREATE TABLE mqtt_subscriptions (
      client TEXT NOT NULL,           -- `CLIENT@HOST:PORT`
      filter TEXT NOT NULL,
      PRIMARY KEY (client, filter)
    ) STRICT, WITHOUT ROWID;
    """

  /// New in version 3. `redriven_at` is when a letter was redriven last, in milliseconds since 1970,
  /// and `redriven_as` the delivery that was made of it then; NULL where it never was.
  private static let redrives = """
    ALTER TABLE dead_letters ADD COLUMN redriven_at INTEGER;
    ALTER TABLE dead_letters ADD COLUMN redriven_as TEXT;
    CREATE INDEX dead_letters_by_id ON dead_letters (id);
    """

  /// New in version 4: what an operator has paused.
  private static let pauses = """
    CREATE TABLE pauses (
      kind TEXT NOT NULL,             -- `function`, `source` or `association`
      name TEXT NOT NULL,
      since INTEGER NOT NULL,         -- in milliseconds since 1970
      PRIMARY KEY (kind, name)
    ) STRICT, WITHOUT ROWID;
    """

  /// New in version 5, and gone with version 9.
  private static let callIndex = """
    CREATE INDEX deliveries_by_call ON deliveries (id) WHERE association IS NULL;
    """

  /// New in version 6: the keys of what was queued a short while ago, for associations that queue
  /// the same event once.
  private static let recent = """
    CREATE TABLE recent (
      association TEXT NOT NULL,
      key TEXT NOT NULL,              -- what makes events the same
      delivery TEXT NOT NULL,         -- the id of the one that was queued
      until INTEGER NOT NULL,         -- in milliseconds since 1970
      PRIMARY KEY (association, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX recent_by_end ON recent (until);
    """

  /// New in version 7: the decision ledger.
  private static let ledger = """
    CREATE TABLE ledger (
      position INTEGER PRIMARY KEY AUTOINCREMENT,  -- ascends in order of writing
      began_at INTEGER NOT NULL,      -- the earliest record, in milliseconds since 1970
      ended_at INTEGER NOT NULL,      -- the latest
      bytes INTEGER NOT NULL,         -- what the row counts against the limit
      keys BLOB NOT NULL,             -- 4 bytes each for a record's event and delivery: LedgerKey
      records TEXT NOT NULL           -- a JSON array, one record a line
    ) STRICT;
    """

  /// New in version 8: what goes one after the other. In a file that had been there the columns come
  /// after the others.
  private static let lines = """
    ALTER TABLE deliveries ADD COLUMN line TEXT;
    ALTER TABLE deliveries ADD COLUMN place INTEGER;
    ALTER TABLE dead_letters ADD COLUMN line TEXT;
    ALTER TABLE dead_letters ADD COLUMN place INTEGER;
    ALTER TABLE dead_letters ADD COLUMN holds INTEGER;
    """

  /// New in version 9: what came of deliveries, for those who ask. An index of `deliveries` would be
  /// paid for by all the others.
  private static let results = """
    DROP INDEX IF EXISTS deliveries_by_call;
    CREATE TABLE asked (              -- deliveries that can be asked for by their ids
      token INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE
    ) STRICT;
    INSERT OR IGNORE INTO asked SELECT token, id FROM deliveries WHERE association IS NULL;
    CREATE TABLE results (
      position INTEGER PRIMARY KEY,   -- ascends in order of ending
      id TEXT NOT NULL UNIQUE,        -- of the delivery
      until INTEGER NOT NULL,         -- kept as long, in milliseconds since 1970
      bytes INTEGER NOT NULL,         -- what the row counts against the limit
      function TEXT NOT NULL,
      version INTEGER,                -- NULL for latest
      outcome TEXT NOT NULL,          -- success, failure, dead_letter, expired or cancelled
      status INTEGER,                 -- of the last attempt: HTTP or exit; NULL where none came
      reason TEXT,                    -- why it failed
      attempts INTEGER NOT NULL,
      duration INTEGER NOT NULL,      -- of the last attempt, in nanoseconds
      body_bytes INTEGER NOT NULL,    -- of the answer
      head TEXT NOT NULL,             -- the answer's header lines
      body BLOB                       -- NULL where it is too large, or the delivery failed
    ) STRICT;
    CREATE INDEX results_by_end ON results (until);
    """

  /// What carries a file over to the version after the one at its index; the first is version 1.
  private static let steps = [
    subscriptions, redrives, pauses, callIndex, recent, ledger, lines, results, history, replays,
  ]

  /// The version of a store's tables, where they are ones that can be read.
  ///
  /// - Throws: `StoreError.tooNew`, or `damaged` for a file of somebody else.
  static func version(of connection: borrowing Connection, path: String) throws(StoreError) -> Int64
  {
    let found: Int64
    let application: Int64
    do {
      found = try connection.integer("PRAGMA user_version") ?? 0
      application = try connection.integer("PRAGMA application_id") ?? 0
    } catch {
      throw StoreError(error, path: path)
    }
    guard application == applicationID else {
      throw .damaged(path: path, reason: "it is not a store of patchbay")
    }
    guard found <= version else {
      throw .tooNew(path: path, schema: Int(found), known: Int(version))
    }
    return found
  }

  /// Makes sure that the file is a store of this version, creating the tables in a new file.
  ///
  /// - Throws: `StoreError.tooNew`, or `damaged` for a file of somebody else.
  static func prepare(_ connection: borrowing Connection, path: String) throws(StoreError) {
    do {
      if try connection.integer("SELECT count(*) FROM sqlite_schema") == 0 {
        try connection.execute(creation)
        try connection.execute("BEGIN IMMEDIATE; \(tables) COMMIT")
      }
      let found = try self.version(of: connection, path: path)
      if found < version {
        let missing = steps[Int(max(found, 1) - 1)...].joined(separator: "\n")
        try connection.execute(
          "BEGIN IMMEDIATE; \(missing) PRAGMA user_version = \(version); COMMIT")
      }
      try connection.execute(settings)
    } catch let error as SQLiteError {
      throw StoreError(error, path: path)
    } catch let error as StoreError {
      throw error
    } catch {
      throw .unavailable(reason: "\(error)")
    }
  }
}
