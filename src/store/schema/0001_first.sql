-- The first schema: aggregates as sealed bodies with the few clear columns that queries need.
--
-- What stands in the clear: random ids, versions, state words, hours, publication minutes, keyed digests.
-- Everything with text or identity is in a column named `body`, sealed under the key of its owner (data_keys).
-- Row numbers (`row_id`) give an order and never leave the store.

-- A data key for each owner, wrapped by the keyring. NULL: the key was destroyed, and with it all that it sealed.
CREATE TABLE data_keys (
  owner_kind TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  wrapped {{blob}},
  PRIMARY KEY (owner_kind, owner_id)
) {{strict}};

CREATE TABLE cases (
  row_id {{id_pk}},
  id TEXT NOT NULL UNIQUE,
  version {{bigint}} NOT NULL CHECK (version >= 1),
  reference TEXT NOT NULL UNIQUE,
  closed {{bigint}} NOT NULL CHECK (closed IN (0, 1)),
  body {{blob}} NOT NULL
) {{strict}};

-- `lookup` is a keyed digest of the access phrase; `hour` the hour of receipt.
CREATE TABLE receipts (
  lookup TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  hour {{bigint}} NOT NULL
) {{strict}};
CREATE INDEX receipts_by_case ON receipts (case_id);

CREATE TABLE attachments (
  case_id TEXT NOT NULL REFERENCES cases (id),
  attachment_id TEXT NOT NULL,
  body {{blob}} NOT NULL,
  PRIMARY KEY (case_id, attachment_id)
) {{strict}};

CREATE TABLE persons (
  id TEXT NOT NULL PRIMARY KEY,
  body {{blob}} NOT NULL
) {{strict}};

-- `publish_minute` is NULL unless publication was requested.
-- `published_at` is the first publication.
CREATE TABLE advisories (
  row_id {{id_pk}},
  id TEXT NOT NULL UNIQUE,
  version {{bigint}} NOT NULL CHECK (version >= 1),
  publish_minute {{bigint}},
  published_at {{bigint}},
  body {{blob}} NOT NULL
) {{strict}};
CREATE INDEX advisories_due ON advisories (publish_minute);
CREATE INDEX advisories_published ON advisories (published_at);

CREATE TABLE archived_advisories (
  row_id {{id_pk}},
  id TEXT NOT NULL UNIQUE,
  released_at {{bigint}} NOT NULL,
  imported_at {{bigint}} NOT NULL,
  body {{blob}} NOT NULL
) {{strict}};

-- `email_lookup` is a keyed digest; NULL once the person was erased.
CREATE TABLE subscriptions (
  row_id {{id_pk}},
  id TEXT NOT NULL UNIQUE,
  version {{bigint}} NOT NULL CHECK (version >= 1),
  person_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'confirmed', 'ended')),
  email_lookup TEXT,
  body {{blob}} NOT NULL
) {{strict}};
CREATE INDEX subscriptions_by_email ON subscriptions (email_lookup);
CREATE INDEX subscriptions_by_person ON subscriptions (person_id);
CREATE INDEX subscriptions_by_state ON subscriptions (state, id);

CREATE TABLE staff (
  id TEXT NOT NULL PRIMARY KEY,
  version {{bigint}} NOT NULL CHECK (version >= 1),
  body {{blob}} NOT NULL
) {{strict}};

-- `idempotency` is a keyed digest of the idempotency key.
CREATE TABLE outbox (
  row_id {{id_pk}},
  id TEXT NOT NULL UNIQUE,
  idempotency TEXT NOT NULL UNIQUE,
  depends_on TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'deferred', 'delivered', 'dead', 'dismissed')),
  attempt_at {{bigint}} NOT NULL,
  fencing_token {{bigint}} NOT NULL,
  body {{blob}} NOT NULL
) {{strict}};
CREATE INDEX outbox_due ON outbox (state, attempt_at);

-- Each stream is a hash chain: hash = BLAKE2b(previous hash, stream, sequence, at, actor, owner, sealed body).
CREATE TABLE journal (
  stream TEXT NOT NULL,
  sequence {{bigint}} NOT NULL CHECK (sequence >= 1),
  at {{bigint}} NOT NULL,
  actor TEXT NOT NULL,
  owner_kind TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  body {{blob}} NOT NULL,
  hash {{blob}} NOT NULL,
  PRIMARY KEY (stream, sequence)
) {{strict}};

-- The head of each stream, and how much of it the last checkpoint covers.
CREATE TABLE streams (
  stream TEXT NOT NULL PRIMARY KEY,
  sequence {{bigint}} NOT NULL,
  hash {{blob}} NOT NULL,
  checked_sequence {{bigint}} NOT NULL CHECK (checked_sequence <= sequence)
) {{strict}};

-- `heads` lists the stream heads that changed since the checkpoint before; `hash` chains the checkpoints, so each
-- one stands for the heads of all streams.
CREATE TABLE checkpoints (
  number {{bigint}} NOT NULL PRIMARY KEY,
  at {{bigint}} NOT NULL,
  heads TEXT NOT NULL,
  hash {{blob}} NOT NULL
) {{strict}};

-- What happened once and must not happen twice. `key_digest` is keyed; `hour` is rounded up.
CREATE TABLE register (
  kind TEXT NOT NULL,
  key_digest TEXT NOT NULL,
  hour {{bigint}} NOT NULL,
  body {{blob}},
  PRIMARY KEY (kind, key_digest)
) {{strict}};
CREATE INDEX register_by_hour ON register (kind, hour);

CREATE TABLE settings (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) {{strict}};

CREATE TABLE numbers (
  name TEXT NOT NULL PRIMARY KEY,
  value {{bigint}} NOT NULL
) {{strict}};
