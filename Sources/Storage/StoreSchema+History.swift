extension StoreSchema {
  /// The step that brings the history: events that were taken in, to be replayed, and how their
  /// deliveries ended.
  static let history = """
    CREATE TABLE history (
      position INTEGER PRIMARY KEY AUTOINCREMENT,  -- ascends in order of writing
      taken_at INTEGER NOT NULL,      -- in milliseconds since 1970
      key INTEGER NOT NULL,           -- of the event's source and id: HistoryKey
      bytes INTEGER NOT NULL,         -- what the row counts against the limit
      source TEXT NOT NULL,           -- of the manifest; empty where it could not be told
      type TEXT NOT NULL,
      id TEXT NOT NULL,               -- of the event
      shard TEXT,                     -- partition or key that workers are sharded by
      is_whole INTEGER NOT NULL,      -- 0 where request and data were too large to be kept
      head TEXT NOT NULL,             -- the event's attributes, as header lines
      request BLOB,                   -- of a passthrough target
      data BLOB                       -- the event's payload
    ) STRICT;
    CREATE UNIQUE INDEX history_by_event ON history (key, source);
    CREATE INDEX history_by_time ON history (taken_at);
    CREATE TABLE history_ends (
      key INTEGER NOT NULL,           -- of the event
      association TEXT NOT NULL,
      function TEXT NOT NULL,         -- that the association has chosen first
      version INTEGER,                -- of the function; NULL for latest
      outcome TEXT NOT NULL,          -- as in patchbay_deliveries_total; the last one
      ended_at INTEGER NOT NULL,      -- in milliseconds since 1970
      PRIMARY KEY (key, association)
    ) STRICT, WITHOUT ROWID;
    """

  /// The step by which a replay that has not ended is told from what failed.
  static let replays = """
    ALTER TABLE history_ends ADD COLUMN
      replayed_at INTEGER  /* when it went once more, where that has not ended */;
    """
}
