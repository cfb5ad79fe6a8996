package import SQLiteDatabase

/// The tables of an authority.
///
/// Requests, certificates, deliveries, statements and the audit trail are only ever added to; the triggers refuse the
/// rest, so that a mistake in this program cannot rewrite history either. Somebody who can write the file could drop the
/// triggers: against that, the audit trail is a hash chain.
package enum AuthorityDatabase {
    /// "MSA0": a file of what came before format 1 is refused.
    static let applicationID: Int32 = 0x4d53_4130

    package static let schema = DatabaseSchema(applicationID: applicationID, migrations: [tables + triggers, deviceSubtrees])

    private static let tables: [StaticString] = [
        """
        CREATE TABLE authority (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            description BLOB NOT NULL,
            vault BLOB NOT NULL,
            epoch_origin INTEGER NOT NULL,
            epoch_seconds INTEGER NOT NULL CHECK (epoch_seconds > 0),
            certificate_seconds INTEGER NOT NULL CHECK (certificate_seconds > 0),
            greatest_pending INTEGER NOT NULL CHECK (greatest_pending > 0)
        ) STRICT
        """,
        """
        CREATE TABLE request (
            number INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
            user BLOB NOT NULL CHECK (length(user) = 32),
            bytes BLOB NOT NULL,
            submitted INTEGER NOT NULL,
            state INTEGER NOT NULL DEFAULT 0 CHECK (state IN (0, 1, 2)),
            reason TEXT NOT NULL DEFAULT ''
        ) STRICT
        """,
        "CREATE INDEX request_state ON request (state, number)",
        "CREATE INDEX request_user ON request (user)",
        """
        CREATE TABLE user (
            id BLOB PRIMARY KEY CHECK (length(id) = 32),
            request BLOB NOT NULL UNIQUE REFERENCES request (id),
            attributes BLOB NOT NULL,
            capabilities INTEGER NOT NULL CHECK (capabilities BETWEEN 0 AND 255),
            revoked INTEGER
        ) STRICT
        """,
        """
        CREATE TABLE certificate (
            serial INTEGER PRIMARY KEY CHECK (serial > 0),
            user BLOB NOT NULL REFERENCES user (id),
            epoch INTEGER NOT NULL CHECK (epoch BETWEEN 0 AND 65534),
            bytes BLOB NOT NULL,
            delivery BLOB NOT NULL,
            grant_signature BLOB NOT NULL CHECK (length(grant_signature) = 64)
        ) STRICT
        """,
        "CREATE INDEX certificate_user ON certificate (user, serial)",
        """
        CREATE TABLE withdrawn_certificate (serial INTEGER PRIMARY KEY REFERENCES certificate (serial), time INTEGER NOT NULL)
        STRICT
        """,
        """
        CREATE TABLE statement (
            kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
            sequence INTEGER NOT NULL CHECK (sequence > 0),
            bytes BLOB NOT NULL,
            PRIMARY KEY (kind, sequence)
        ) STRICT
        """,
        """
        CREATE TABLE audit (
            number INTEGER PRIMARY KEY CHECK (number > 0),
            time INTEGER NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32)
        ) STRICT
        """,
    ]

    private static let triggers: [StaticString] = [
        // REPLACE deletes without asking the delete trigger, so an insert must name the next number and no other.
        """
        CREATE TRIGGER audit_insert BEFORE INSERT ON audit
        WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM audit)
        BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
        """,
        "CREATE TRIGGER audit_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
        "CREATE TRIGGER audit_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
        """
        CREATE TRIGGER certificate_insert BEFORE INSERT ON certificate
        WHEN NEW.serial <> (SELECT coalesce(max(serial), 0) + 1 FROM certificate)
        BEGIN SELECT RAISE(ABORT, 'serial numbers ascend'); END
        """,
        "CREATE TRIGGER certificate_update BEFORE UPDATE ON certificate BEGIN SELECT RAISE(ABORT, 'certificates stay'); END",
        "CREATE TRIGGER certificate_delete BEFORE DELETE ON certificate BEGIN SELECT RAISE(ABORT, 'certificates stay'); END",
        """
        CREATE TRIGGER statement_insert BEFORE INSERT ON statement
        WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM statement WHERE kind = NEW.kind)
        BEGIN SELECT RAISE(ABORT, 'sequence numbers ascend'); END
        """,
        "CREATE TRIGGER statement_update BEFORE UPDATE ON statement BEGIN SELECT RAISE(ABORT, 'statements stay'); END",
        "CREATE TRIGGER statement_delete BEFORE DELETE ON statement BEGIN SELECT RAISE(ABORT, 'statements stay'); END",
        """
        CREATE TRIGGER withdrawn_update BEFORE UPDATE ON withdrawn_certificate
        BEGIN SELECT RAISE(ABORT, 'withdrawals stay'); END
        """,
        """
        CREATE TRIGGER withdrawn_delete BEFORE DELETE ON withdrawn_certificate
        BEGIN SELECT RAISE(ABORT, 'withdrawals stay'); END
        """,
        """
        CREATE TRIGGER request_update BEFORE UPDATE ON request
        WHEN OLD.state <> 0 OR NEW.id <> OLD.id OR NEW.bytes <> OLD.bytes OR NEW.user <> OLD.user
        BEGIN SELECT RAISE(ABORT, 'decisions stay'); END
        """,
        "CREATE TRIGGER request_delete BEFORE DELETE ON request BEGIN SELECT RAISE(ABORT, 'requests stay'); END",
        """
        CREATE TRIGGER user_update BEFORE UPDATE ON user
        WHEN OLD.revoked IS NOT NULL OR NEW.id <> OLD.id OR NEW.request <> OLD.request
        BEGIN SELECT RAISE(ABORT, 'a revocation stays'); END
        """,
        "CREATE TRIGGER user_delete BEFORE DELETE ON user BEGIN SELECT RAISE(ABORT, 'users stay'); END",
    ]

    /// Which subtree of the tree of devices is whose (``DeviceLeaf``). Numbers ascend and are never given again: an exclusion
    /// names a subtree for good, whoever might get its number later would be excluded with the first.
    private static let deviceSubtrees: [StaticString] = [
        """
        CREATE TABLE device_subtree (
            number INTEGER PRIMARY KEY CHECK (number BETWEEN 0 AND 1048575),
            user BLOB NOT NULL UNIQUE REFERENCES user (id)
        ) STRICT
        """,
        """
        CREATE TRIGGER device_subtree_insert BEFORE INSERT ON device_subtree
        WHEN NEW.number <> (SELECT coalesce(max(number), -1) + 1 FROM device_subtree)
            OR EXISTS (SELECT 1 FROM device_subtree WHERE user = NEW.user)
        BEGIN SELECT RAISE(ABORT, 'device subtrees ascend'); END
        """,
        """
        CREATE TRIGGER device_subtree_update BEFORE UPDATE ON device_subtree
        BEGIN SELECT RAISE(ABORT, 'device subtrees stay'); END
        """,
        """
        CREATE TRIGGER device_subtree_delete BEFORE DELETE ON device_subtree
        BEGIN SELECT RAISE(ABORT, 'device subtrees stay'); END
        """,
    ]
}
