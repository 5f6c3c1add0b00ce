/**
 * Keeps event histories in SQLite files.
 *
 * <p>SQLite is native code. From Java 24 on, allow it by {@code --enable-native-access=org.xerial.sqlitejdbc}, or {@code
 * ALL-UNNAMED} on the class path, to have no warning at the first use.
 */
module dev.playhead.sqlite {
    requires transitive dev.playhead;
    requires java.sql;
    requires static org.jspecify;
    requires org.xerial.sqlitejdbc;

    exports dev.playhead.sqlite;

    provides dev.playhead.storage.spi.EventStoreProvider with
            dev.playhead.sqlite.SqliteEventStoreProvider;
}
